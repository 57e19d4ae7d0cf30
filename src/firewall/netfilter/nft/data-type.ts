import type { Interval, Value } from './value.ts'

/** A type of nft, as `nft describe` tells it. */
export interface DataType {
  readonly name: string
  readonly bits: number
  /** Values are sets of flags: without an operator, a match asks whether any is set. */
  readonly flags?: true
  /** A name or a number as text or JSON has it; an interval for `eth*`. Null: it is none of this type. */
  readonly parse: (written: string | number) => Value | Interval | null
}
