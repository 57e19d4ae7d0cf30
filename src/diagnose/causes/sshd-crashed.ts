import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-crashed',
  layer: 'listener',
  claims: 'sshd ended by a signal or an error and was not started again.',
  means: 'A crash leaves the port closed until something starts sshd again.',
  prior: 2,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => onServer(journal(50), 'the signal or exit status by which sshd ended'),
  remedy: () => ({ text: 'start it, and keep the log', commands: ['sudo systemctl restart ssh'] }),
  judge: closedPort,
})
