import { vanishes } from '../derive/vanishes.ts'
import { cause } from '../judgement.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'unit-ip-filter',
  layer: 'firewall',
  claims: 'The unit of sshd has an IP filter of systemd, which drops this client.',
  means: 'IPAddressDeny= and IPAddressAllow= of a unit drop packets although no firewall rule exists.',
  prior: 0.5,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () => onServer('systemctl show -p IPAddressDeny -p IPAddressAllow ssh sshd', 'whether the unit filters addresses'),
  remedy: () => ({ text: 'edit the unit', commands: ['sudo systemctl edit ssh'] }),
  judge: (ask) => vanishes(ask, 'possible', { up: 1, dark: 0.5 }),
})
