import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'device-lines-busy',
  layer: 'listener',
  claims: 'All lines of the network device are taken.',
  means: 'Routers and switches accept only as many SSH sessions as they have VTY lines, and refuse the next.',
  prior: 0.5,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => onServer('show users', 'who holds the lines of the device'),
  remedy: () => ({ text: 'see who may be cleared, or set an exec-timeout on the VTY lines', commands: ['show users'] }),
  judge: closedPort,
})
