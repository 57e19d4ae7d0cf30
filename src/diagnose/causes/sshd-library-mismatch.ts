import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-library-mismatch',
  layer: 'listener',
  claims: 'sshd cannot run because a library does not fit it, after an upgrade that was not finished.',
  means: 'sshd checks the version of OpenSSL at start; a half-done upgrade leaves the one without the other.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer('/usr/sbin/sshd -V; ldd /usr/sbin/sshd', 'whether sshd can be loaded at all'),
  remedy: () => ({
    text: 'finish the upgrade',
    commands: ['sudo dpkg --configure -a', 'sudo apt-get -f install', 'sudo systemctl restart ssh'],
  }),
  judge: closedPortOrDropped,
})
