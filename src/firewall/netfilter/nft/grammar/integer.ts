import { Unreadable } from './unreadable.ts'

/**
 * A number as libnftables-json(5) has it: a number, or, where a number cannot hold it, hexadecimal text such as `0x1122334455667788`.
 * Leading `0x` and `0` are read as strtoull(3) does with base 0.
 * @throws Unreadable when it is none
 */
export function integer(text: string): number | string {
  const octal = text.length > 1 && text.startsWith('0') && !/^0x/i.test(text)
  const value = Number(octal ? `0o${text.slice(1)}` : text)
  if (Number.isNaN(value)) throw new Unreadable(`${text} is no number`)
  if (Number.isSafeInteger(value)) return value
  return text.length > 80 ? text : `0x${BigInt(octal ? `0o${text.slice(1)}` : text).toString(16)}`
}
