import { AddressSet } from '../../../net/address-set.ts'
import { type Answer, remotes } from '../answer.ts'
import { Elements } from './elements.ts'
import type { Interval, Loaded, Value } from './value.ts'

/** What most rules compare with: one value, prefix or range. Small, because there may be one for each of many rules. */
export class SingleValue {
  readonly #lo: Value
  readonly #hi: Value
  readonly #negated: boolean
  /** The answer where the address of the remote end is asked; each rule has it for one family alone. */
  #part: Answer | null = null

  constructor({ lo, hi }: Interval, negated: boolean) {
    this.#lo = lo
    this.#hi = hi
    this.#negated = negated
  }

  answer(loaded: Loaded, family: 4 | 6): Answer {
    if (typeof loaded !== 'object') return (this.#lo <= loaded && loaded <= this.#hi) !== this.#negated
    if (loaded.kind === 'break') return false
    if (loaded.kind === 'remote' && loaded.bits === null && isOf(family, this.#lo) && isOf(family, this.#hi)) return this.#remote(family)
    const found = new Elements([{ lo: [this.#lo], hi: [this.#hi] }], [{ datum: true, unsure: '' }], null, null).find(loaded, family)
    return this.#negated ? found.no : found.yes
  }

  #remote(family: 4 | 6): Answer {
    if (this.#part === null) {
      const inside = AddressSet.range(family, this.#lo as number | bigint, this.#hi as number | bigint)
      const set = this.#negated ? inside.complement() : inside
      this.#part = set.isAll || (!set.isEmpty && remotes(set))
    }
    return this.#part
  }
}

function isOf(family: 4 | 6, value: Value): boolean {
  return typeof value === (family === 4 ? 'number' : 'bigint')
}
