import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-host-key-unreadable',
  layer: 'listener',
  claims: 'sshd does not start because none of its host keys may be used.',
  means: 'A private host key that others can read, or that sshd cannot, is refused.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer('ls -l /etc/ssh/ssh_host_*_key; sudo sshd -t', 'owner and mode of the host keys, and what sshd says of them'),
  remedy: () => ({
    text: 'give the keys back to root alone',
    commands: ['sudo chown root:root /etc/ssh/ssh_host_*_key', 'sudo chmod 600 /etc/ssh/ssh_host_*_key', 'sudo systemctl restart ssh'],
  }),
  judge: closedPortOrDropped,
})
