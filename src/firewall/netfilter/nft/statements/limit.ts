import type { Answer } from '../../answer.ts'
import { unknown } from '../../answer.ts'
import type { Match } from '../../ruleset.ts'
import type { NftObject } from '../ast.ts'
import { byObject } from '../stateful.ts'
import type { StatementPart } from '../statement.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['bytes', 1],
  ['kbytes', 1024],
  ['mbytes', 1024 ** 2],
  ['gbytes', 1024 ** 3],
])

/** The smallest and the largest IP packet on a link of 1500 octets. */
const SMALLEST = 40
const LARGEST = 1500

/** nft_limit: a first packet finds the bucket full. Of bytes the bucket holds rate + burst of them (nft_limit_init). */
function limitOf(limit: NftObject): Match {
  const [rate, burst, inverted] = [Number(limit['rate']), Number(limit['burst'] ?? 5), limit['inv'] === true]
  const unit = UNITS.get(String(limit['rate_unit']))
  const what = unit === undefined ? '' : ` ${String(limit['rate_unit'])}`
  const text = `${inverted ? 'more than' : 'up to'} ${rate}${what}/${String(limit['per'])}, burst ${burst}`
  if (unit === undefined) return { match: () => !inverted, rate: text }
  const holds = rate * unit + Number(limit['burst'] ?? 0) * (UNITS.get(String(limit['burst_unit'])) ?? 1)
  const answer = (family: 4 | 6): Answer =>
    holds >= LARGEST ? !inverted : holds < SMALLEST ? inverted : unknown(family, 'the length of the packet')
  return { match: ({ family }) => answer(family), rate: text }
}

const part: StatementPart = {
  documented: { name: 'limit', surety: 'first-packet', means: 'a rate of packets or bytes' },
  keys: ['limit'],
  read: (json, scope) => byObject(json, scope, 'limit', limitOf),
}
export default part
