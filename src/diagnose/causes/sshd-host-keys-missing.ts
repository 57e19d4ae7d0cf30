import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-host-keys-missing',
  layer: 'listener',
  claims: 'sshd does not start because it has no host key.',
  means: 'Cloned images and cleaned-up disks lose /etc/ssh/ssh_host_*_key; without one sshd refuses to start.',
  prior: 2,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer('ls -l /etc/ssh/ssh_host_*_key; sudo sshd -t', 'whether host keys exist, and what sshd says of them'),
  remedy: () => ({ text: 'make the missing keys, then start it', commands: ['sudo ssh-keygen -A', 'sudo systemctl restart ssh'] }),
  judge: closedPortOrDropped,
})
