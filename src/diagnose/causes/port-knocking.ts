import { vanishes } from '../derive/vanishes.ts'
import { cause } from '../judgement.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'port-knocking',
  layer: 'firewall',
  claims: 'The port is opened only after a secret sequence of packets.',
  means: 'knockd, fwknop and nft sets keep the port dropped until the client has knocked.',
  prior: 0.5,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () => onServer('systemctl is-active knockd fwknopd; sudo nft list ruleset', 'whether a knock is asked for'),
  remedy: () => ({ text: 'knock first', commands: [] }),
  judge: (ask) => vanishes(ask, 'possible', { up: 1, dark: 0.3 }),
})
