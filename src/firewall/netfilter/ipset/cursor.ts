import type { Key } from '../../../net/address-set.ts'
import { parseAddress } from '../../../net/address.ts'

const [ZERO, NINE, DOT, COLON, OPEN, CLOSE] = [48, 57, 46, 58, 91, 93]
const groups = new DataView(new ArrayBuffer(16))

/** Reads along one line of a large text without cutting it up: a set may have a million lines. */
export class Cursor {
  readonly text: string
  /** Where the next character is. */
  at = 0
  /** Where the line ends. */
  end = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.end
  }

  /** The code of the next character; NaN at the end. */
  peek(): number {
    return this.at < this.end ? this.text.charCodeAt(this.at) : Number.NaN
  }

  /** Whether the next character is this one; then it is passed. */
  skip(code: number): boolean {
    if (this.peek() !== code) return false
    this.at++
    return true
  }

  /** Up to the next comma or space. */
  word(): string {
    const from = this.at
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at)
      if (code === 44 || code === 32) break
      this.at++
    }
    return this.text.slice(from, this.at)
  }

  /** A decimal number up to `most`; null where there is none. */
  number(most: number): number | null {
    const from = this.at
    let value = 0
    while (this.at < this.end) {
      const digit = this.text.charCodeAt(this.at) - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      if (value > most) return null
      this.at++
    }
    return this.at === from ? null : value
  }

  /** An address of the family, in brackets or not; null where there is none. */
  address(family: 4 | 6): Key | null {
    const brackets = this.skip(OPEN)
    const key = family === 4 ? this.#address4() : this.#address6()
    return brackets && !this.skip(CLOSE) ? null : key
  }

  #address4(): number | null {
    let value = 0
    for (let part = 0; part < 4; part++) {
      if (part > 0 && !this.skip(DOT)) return null
      const from = this.at
      const byte = this.number(255)
      if (byte === null || (this.at - from > 1 && this.text.charCodeAt(from) === ZERO)) return null
      value = value * 256 + byte
    }
    return value
  }

  #address6(): bigint | null {
    const from = this.at
    let [count, gap, digits, value, dotted] = [0, -1, 0, 0, false]
    for (; this.at < this.end; this.at++) {
      const code = this.text.charCodeAt(this.at)
      const digit = hexDigit(code)
      if (digit >= 0) {
        value = value * 16 + digit
        if (++digits > 4) return null
      } else if (code === COLON) {
        if (digits > 0) {
          if (count === 8) return null
          groups.setUint16(2 * count++, value)
          ;[digits, value] = [0, 0]
        } else if (count > 0 && gap < 0) gap = count
        else if (this.at === from && this.text.charCodeAt(this.at + 1) === COLON) {
          gap = 0
          this.at++
        } else return null
      } else if (code === DOT) {
        dotted = true
        break
      } else break
    }
    if (dotted) return this.#mapped(from)
    if (digits > 0) {
      if (count === 8) return null
      groups.setUint16(2 * count++, value)
    } else if (gap !== count) return null
    return count === 8 && gap < 0 ? keyOfGroups(8, 8) : gap >= 0 && count < 8 ? keyOfGroups(count, gap) : null
  }

  /** With a dotted IPv4 tail. */
  #mapped(from: number): bigint | null {
    while (isAddressCode(this.peek())) this.at++
    const address = parseAddress(this.text.slice(from, this.at))
    return address?.family === 6 ? address.value : null
  }
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

function isAddressCode(code: number): boolean {
  return hexDigit(code) >= 0 || code === COLON || code === DOT
}

/** The first `count` of the groups, with zeros put in at `gap` to make eight. */
function keyOfGroups(count: number, gap: number): bigint {
  const missing = 8 - count
  for (let at = count - 1; at >= gap; at--) groups.setUint16(2 * (at + missing), groups.getUint16(2 * at))
  for (let at = gap; at < gap + missing; at++) groups.setUint16(2 * at, 0)
  return (groups.getBigUint64(0) << 64n) | groups.getBigUint64(8)
}
