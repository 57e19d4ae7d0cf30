import type { Branch, Outcome } from '../../ruleset.ts'
import { valueOf } from '../constant.ts'
import type { Expression, Scope } from '../expression.ts'
import type { Packet } from '../../packet.ts'
import type { NftJson } from '../ast.ts'
import { NotUnderstood } from '../not-understood.ts'
import type { StatementPart } from '../statement.ts'
import { objectOf } from '../tree.ts'
import { notKnown, type Simple } from '../value.ts'

const NEXT: Outcome = { go: 'next' }
const ON: Outcome = { go: 'on' }

/** nft_meta_set, nft_ct_set, nft_payload_set, nft_exthdr. */
const part: StatementPart = {
  documented: { name: 'set', surety: 'firm', means: 'marks and header fields that are set' },
  keys: ['mangle'],
  read: (json, scope) => {
    const { key, value } = objectOf(json)
    const into = scope.expression(key)
    const { store } = into
    if (!store) throw new NotUnderstood('a rewrite of a field that decides what is walked')
    const from = source(value, into, scope)
    const set = (packet: Packet, loaded: Simple): Outcome => {
      if (typeof loaded === 'object' && loaded.kind === 'break') return NEXT
      const now = store(packet, loaded)
      if (now === null) return NEXT
      return now === packet ? ON : { go: 'on', packet: now }
    }
    return [
      {
        act: (packet, scene) => {
          const loaded = from.load(packet, scene)
          if (typeof loaded !== 'object') return set(packet, loaded)
          if (loaded.kind === 'tuple') return set(packet, notKnown('a concatenation'))
          if (loaded.kind !== 'cases') return doubtful(loaded, set(packet, loaded))
          return loaded.cases.flatMap((one) => {
            const outcome = doubtful(one.loaded, set(packet, one.loaded))
            return Array.isArray(outcome)
              ? outcome.map((branch: Branch) => ({ ...branch, remotes: one.remotes }))
              : [{ remotes: one.remotes, outcome: outcome as Outcome }]
          })
        },
      },
    ]
  },
}
export default part

/** A value that perhaps cannot be loaded perhaps breaks the rule. */
function doubtful(loaded: Simple, outcome: Outcome): Outcome | readonly Branch[] {
  if (typeof loaded !== 'object' || loaded.kind !== 'unknown' || !loaded.mayBreak) return outcome
  return [{ remotes: null, maybe: loaded.why, outcome }]
}

function source(json: NftJson | undefined, into: Expression, scope: Scope): Expression {
  try {
    const [type] = into.types
    if (type) {
      const constant = valueOf(json, type)
      return { types: into.types, load: () => constant }
    }
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
  }
  return scope.expression(json, into.types)
}
