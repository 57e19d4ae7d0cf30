import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-in-another-namespace',
  layer: 'listener',
  claims: 'sshd runs in another network namespace than the one that was reached.',
  means: 'With PrivateNetwork= or in a container, sshd listens, but not where the packets arrive.',
  prior: 0.5,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      "sudo sh -c 'for p in $(pgrep -x sshd); do readlink /proc/$p/ns/net; done; readlink /proc/1/ns/net'",
      'whether sshd and init share the network namespace',
    ),
  remedy: () => ({ text: 'edit the unit, or publish the port', commands: ['systemctl cat ssh'] }),
  judge: closedPort,
})
