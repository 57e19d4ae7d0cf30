import type { Key } from '../../../../net/address-set.ts'
import { AddressScanner } from './address-scanner.ts'

/** With fewer, an array of `elem` costs nothing, and keeps their order and comments. */
const LARGE = 1024

export interface Packed {
  readonly packed: { readonly family: 4 | 6; readonly ends: Key[] }
  /** Behind the closing brace. */
  readonly end: number
  readonly lines: number
}

/**
 * Reads `{ … }` of a large set of plain addresses, prefixes and ranges without making an object for each. What an element is told beside,
 * its timeout, comment and counter, decides nothing and is not kept.
 * @param at where `{` stands
 * @param least how many elements are worth it
 * @returns null where the set is small, or has elements of another sort
 */
export function packedElements(source: string, at: number, least = LARGE): Packed | null {
  return new Packer(source, at + 1).read(least)
}

class Packer {
  readonly #source: string
  readonly #scanner: AddressScanner
  readonly #ends: Key[] = []
  #at: number
  #lines = 0
  #family: 4 | 6 | null = null

  constructor(source: string, at: number) {
    this.#source = source
    this.#scanner = new AddressScanner(source)
    this.#at = at
  }

  read(least: number): Packed | null {
    for (;;) {
      this.#skipBlank()
      if (this.#take(125)) break
      if (!this.#element()) return null
      this.#skipBlank()
      if (this.#take(44)) continue
      if (!this.#take(125)) return null
      break
    }
    if (this.#family === null || this.#ends.length < 2 * least) return null
    return { packed: { family: this.#family, ends: this.#ends }, end: this.#at, lines: this.#lines }
  }

  #element(): boolean {
    const first = this.#address()
    if (first === null) return false
    if (this.#take(47)) {
      const length = this.#number()
      if (length === null || length > (this.#family === 4 ? 32 : 128)) return false
      this.#prefix(first, length)
    } else if (this.#take(45)) {
      const last = this.#address()
      if (last === null || last < first) return false
      this.#ends.push(first, after(last))
    } else this.#ends.push(first, after(first))
    return this.#options()
  }

  #prefix(address: Key, length: number): void {
    if (typeof address === 'number') {
      const size = 2 ** (32 - length)
      const from = address - (address % size)
      this.#ends.push(from, from + size)
    } else {
      const host = BigInt(128 - length)
      const network = address >> host
      this.#ends.push(network << host, (network + 1n) << host)
    }
  }

  /** All addresses are of one family. */
  #address(): Key | null {
    if (this.#family !== 6) {
      const end = this.#scanner.endOfFour(this.#at)
      if (end > 0) {
        this.#at = end
        this.#family = 4
        return this.#scanner.four
      }
    }
    const end = this.#family === 4 ? -1 : this.#scanner.endOfSix(this.#at)
    if (end < 0) return null
    this.#at = end
    this.#family = 6
    return this.#scanner.six
  }

  /** `timeout 1d expires 23h59m comment "…" counter packets 1 bytes 84` */
  #options(): boolean {
    for (;;) {
      this.#skipBlank()
      const code = this.#source.charCodeAt(this.#at)
      if (code === 44 || code === 125) return true
      const word = this.#word()
      if (word === 'timeout' || word === 'expires' || word === 'packets' || word === 'bytes') {
        this.#skipBlank()
        if (this.#word() === '') return false
      } else if (word === 'comment') {
        if (!this.#quoted()) return false
      } else if (word !== 'counter') return false
    }
  }

  #word(): string {
    const start = this.#at
    for (let code = this.#source.charCodeAt(this.#at); isWord(code); code = this.#source.charCodeAt(this.#at)) this.#at++
    return this.#source.slice(start, this.#at)
  }

  #quoted(): boolean {
    this.#skipBlank()
    if (!this.#take(34)) return false
    const end = this.#source.indexOf('"', this.#at)
    if (end < 0) return false
    for (let at = this.#at; at < end; at++) if (this.#source.charCodeAt(at) === 10) this.#lines++
    this.#at = end + 1
    return true
  }

  #number(): number | null {
    const start = this.#at
    let value = 0
    for (
      let code = this.#source.charCodeAt(this.#at);
      code >= 48 && code <= 57 && this.#at - start < 4;
      code = this.#source.charCodeAt(this.#at)
    ) {
      value = value * 10 + code - 48
      this.#at++
    }
    return this.#at === start ? null : value
  }

  #take(code: number): boolean {
    if (this.#source.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #skipBlank(): void {
    for (;;) {
      const code = this.#source.charCodeAt(this.#at)
      if (code === 10) this.#lines++
      else if (code === 35) {
        const newline = this.#source.indexOf('\n', this.#at)
        this.#at = newline < 0 ? this.#source.length : newline
        continue
      } else if (code !== 32 && code !== 9 && code !== 13) return
      this.#at++
    }
  }
}

/** Letters and digits. */
function isWord(code: number): boolean {
  const letter = code | 32
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57)
}

function after(key: Key): Key {
  return typeof key === 'number' ? key + 1 : key + 1n
}
