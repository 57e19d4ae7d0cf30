import { onlyThisSource } from '../derive/only-this-source.ts'
import { cause } from '../judgement.ts'
import { onServer, RULES } from '../wording.ts'

export default cause({
  id: 'rate-limited',
  layer: 'firewall',
  claims: 'A rule of the target limits how often this client may connect.',
  means: '`ufw limit` refuses the sixth connection within 30 s, and every refused retry keeps the window open.',
  prior: 3,
  families: ['R', 'T'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () =>
    onServer(
      `(${RULES.command}) | grep -iE "recent|limit|meter"; sudo cat /proc/net/xt_recent/*`,
      'whether a limit exists, and whether this client is over it',
    ),
  remedy: () => ({ text: 'wait a minute without a single try, then connect once', commands: [] }),
  judge: (ask) => onlyThisSource(ask),
})
