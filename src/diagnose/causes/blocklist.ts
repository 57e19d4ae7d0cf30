import { onlyThisSource } from '../derive/only-this-source.ts'
import { cause } from '../judgement.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'blocklist',
  layer: 'firewall',
  claims: 'A list of addresses or countries that the target blocks contains this client.',
  means: 'ipset and nft sets hold block lists and geographic ranges; addresses change hands and land on them.',
  prior: 2,
  families: ['R', 'T'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () => onServer('sudo ipset list; sudo nft list sets', 'whether a set contains the address of this client'),
  remedy: () => ({ text: 'remove the address from the set, or exempt it before the rule', commands: [] }),
  judge: (ask) => onlyThisSource(ask),
})
