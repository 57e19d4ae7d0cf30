import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-bind-denied',
  layer: 'listener',
  claims: 'sshd was not allowed to bind the port.',
  means: 'SocketBindDeny= of the unit, or a port below 1024 without the privilege, stops the bind.',
  prior: 0.5,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      `${journal(20)}; systemctl show -p SocketBindDeny -p CapabilityBoundingSet -p User ssh`,
      'whether the bind was refused, and by what',
    ),
  remedy: () => ({ text: 'allow the bind in the unit, then', commands: ['sudo systemctl restart ssh'] }),
  judge: closedPort,
})
