import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-runtime-dir-missing',
  layer: 'listener',
  claims: 'sshd cannot serve because /run/sshd is missing.',
  means: 'The privilege separation directory is made at start by systemd or tmpfiles; started by hand, or cleaned away, sshd fails.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer(`ls -ld /run/sshd; ${journal(20)}`, 'whether the directory exists, and whether sshd complains of it'),
  remedy: () => ({ text: 'let systemd make it again', commands: ['sudo systemctl restart ssh'] }),
  judge: closedPortOrDropped,
})
