import { Unreadable } from './unreadable.ts'

/** Longer ones are not read: 128 bits have 39 digits. */
const NUMBER = /^(?:0x[\da-f]{1,64}|\d{1,64})$/i

/**
 * A number as libnftables-json(5) has it: a number, or, where a number cannot hold it, hexadecimal text such as `0x1122334455667788`.
 * Leading `0x` and `0` are read as strtoull(3) does with base 0.
 * @throws Unreadable when it is none
 */
export function integer(text: string): number | string {
  return decimal(text) ?? other(text)
}

/** What most numbers are; null: read it with care. */
function decimal(text: string): number | null {
  if (text.length > 15 || text.length === 0) return null
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9 || (value === 0 && at > 0)) return null
    value = value * 10 + digit
  }
  return value
}

function other(text: string): number | string {
  if (!NUMBER.test(text)) throw new Unreadable(`"${text.slice(0, 40)}" is no number`)
  const octal = text.startsWith('0') && /^0\d/.test(text)
  const digits = octal ? `0o${text.slice(1)}` : text
  const value = Number(digits)
  if (Number.isNaN(value)) throw new Unreadable(`"${text.slice(0, 40)}" is no number`)
  return Number.isSafeInteger(value) ? value : `0x${BigInt(digits).toString(16)}`
}
