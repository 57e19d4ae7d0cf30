import { type Marked, readMark } from './marks.ts'
import type { Option, Options } from './option.ts'

/** `value = (value & ~mask) ^ bits`, as the targets MARK, CONNMARK and TOS do it. */
export interface BitChange {
  readonly bits: number
  readonly mask: number
}

/** The options `--set-NAME`, `--and-NAME` and so on. */
export function bitOptions(name: 'mark' | 'tos'): Options {
  const set: Options = name === 'mark' ? { 'set-xmark': 1 } : {}
  return { [`set-${name}`]: 1, ...set, [`and-${name}`]: 1, [`or-${name}`]: 1, [`xor-${name}`]: 1 }
}

/**
 * Reads one of them (mark_tg_parse of libxt_MARK, connmark_tg_parse of libxt_CONNMARK, tos_tg_parse of libxt_TOS).
 * @param most all bits of the value
 * @param named values that have names
 * @returns null when it is wrong
 */
export function readBits({ name, values: [text = ''] }: Option, most: number, named?: (text: string) => Marked | null): BitChange | null {
  const marked = named?.(text) ?? readMark(text, most)
  if (!marked) return null
  const { value, mask } = marked
  // --set-mark clears the bits that it sets, too; --set-xmark flips them. --set-tos is as --set-xmark.
  if (name === 'set-mark') return { bits: value, mask: (value | mask) >>> 0 }
  if (name.startsWith('set-')) return { bits: value, mask }
  if (text.includes('/')) return null
  if (name.startsWith('and-')) return { bits: 0, mask: (~value & most) >>> 0 }
  return { bits: value, mask: name.startsWith('or-') ? value : 0 }
}

/** The value after the change; null: not known. @param most all bits of the value */
export function changed(value: number | null, { bits, mask }: BitChange, most: number): number | null {
  if (value !== null) return ((value & ~mask) ^ bits) >>> 0
  return mask >>> 0 === most ? bits >>> 0 : null
}
