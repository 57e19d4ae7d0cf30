import { unknown } from '../../answer.ts'
import type { Outcome, Step } from '../../ruleset.ts'
import type { StatementPart } from '../statement.ts'
import { objectOf, textOf } from '../tree.ts'

/** A match or a target of iptables in a dump of nft(8), which does not tell its parameters. */
const part: StatementPart = {
  documented: { name: 'xt', surety: 'unknown', means: 'what iptables has put there; iptables-save tells it' },
  keys: ['xt'],
  read: (json) => {
    const { type, name } = objectOf(json)
    const why = `what the xtables ${textOf(type) ?? 'extension'}${textOf(name) === null ? '' : ` ${String(name)}`} asks or does`
    const outcome: Outcome = { go: 'unknown', why }
    const asks: Step = { match: ({ family }) => unknown(family, why) }
    if (type === 'match') return [asks]
    return type === 'target' ? [{ act: () => outcome }] : [asks, { act: () => outcome }]
  },
}
export default part
