import { type Answer, unknown } from '../answer.ts'
import { wholeNumber } from './numbers.ts'

const MOST = 0xffff_ffff

/** A value of 32 bits and the bits of it that count. */
export interface Marked {
  readonly value: number
  readonly mask: number
}

/** `value[/mask]`; null when it is none. */
export function readMark(text: string, most: number = MOST): Marked | null {
  const slash = text.indexOf('/')
  const value = wholeNumber(slash < 0 ? text : text.slice(0, slash), most)
  const mask = slash < 0 ? most : wholeNumber(text.slice(slash + 1), most)
  return value === null || mask === null ? null : { value, mask }
}

/** Whether `number` under the mask is the value; the value is not masked (mark_mt() of xt_mark.c). @param what whose number it is */
export function markAnswer(number: number | null, { value, mask }: Marked, inverted: boolean, what: string, family: 4 | 6): Answer {
  // Bits of the value that the mask takes away can never be there.
  if ((value & ~mask) !== 0) return inverted
  if (number === null) return mask === 0 ? !inverted : unknown(family, `${what} is not known`)
  return ((number & mask) >>> 0 === value) !== inverted
}
