import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-config-error',
  layer: 'listener',
  claims: 'sshd does not start because its configuration has an error.',
  means: 'One bad line in sshd_config or a drop-in keeps the next start, or the next reboot, from bringing sshd up.',
  prior: 6,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () =>
    onServer(
      'sudo sshd -t',
      'the file, the line and the word that sshd rejects (a complaint about /run/sshd alone is no error of the configuration)',
    ),
  remedy: () => ({
    text: 'correct the line that `sshd -t` names, then start it',
    commands: ['sudo systemctl reset-failed ssh', 'sudo systemctl start ssh'],
  }),
  judge: closedPortOrDropped,
})
