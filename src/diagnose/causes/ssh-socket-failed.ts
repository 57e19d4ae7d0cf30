import { cause } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'ssh-socket-failed',
  layer: 'listener',
  claims: 'ssh.socket failed, so that nothing listens any more.',
  means: 'A socket whose service cannot start, or whose address was absent at boot, goes down and stays down.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer('systemctl status ssh.socket --no-pager', 'whether the socket unit failed, and why'),
  remedy: () => ({
    text: 'mend the service first, then',
    commands: ['sudo systemctl reset-failed ssh.socket ssh.service', 'sudo systemctl restart ssh.socket'],
  }),
  judge: closedPortOrDropped,
})
