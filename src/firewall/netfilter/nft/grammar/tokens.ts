import { AddressScanner } from './address-scanner.ts'
import { Unreadable } from './unreadable.ts'

/** `word`: a bare word, an address, a time; `quoted`: what stands between quotes. */
export type TokenKind = 'word' | 'number' | 'quoted' | 'sign' | 'newline' | 'end'

const NEWLINE = 10
/** Classes of characters. A word begins with a letter or `_`. */
const LETTER = 1
const DIGIT = 2
/** What may stand in a word after its first character, beside letters and digits: `/ - .` */
const INNER = 3
/** A letter that may begin an IPv6 address. */
const HEX_LETTER = 4

const CLASS = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code)
  if (/[a-f]/i.test(char)) CLASS[code] = HEX_LETTER
  else if (/[a-z_]/i.test(char)) CLASS[code] = LETTER
  else if (/\d/.test(char)) CLASS[code] = DIGIT
  else if (/[/.-]/.test(char)) CLASS[code] = INNER
}

/** The words of nft(8), one after the other, as its scanner (scanner.l) cuts them. The current one is in the fields. */
export class Tokens {
  readonly source: string
  readonly #scanner: AddressScanner
  kind: TokenKind = 'newline'
  /** Of the current token; that of a quoted one is without its quotes. */
  text = ''
  start = 0
  /** From 1: the line of the current token. */
  line = 1
  /** Where the token before the current one ended. */
  before = 0
  /** What the last comment `# handle N` said, as nft -a writes it. */
  handle: number | null = null
  /** Above 0, newlines mean nothing: between the braces of a set. */
  #flat = 0
  #next = 0
  #nextLine = 1

  constructor(source: string) {
    this.source = source
    this.#scanner = new AddressScanner(source)
    this.advance()
  }

  advance(): void {
    this.before = this.#next
    const start = this.#skipBlank()
    const code = this.source.charCodeAt(start)
    this.start = start
    this.line = this.#nextLine
    if (start >= this.source.length) this.#take('end', start)
    else if (code === NEWLINE) {
      this.#nextLine++
      this.#take('newline', start + 1)
    } else if (code === 34) this.#quoted(start)
    else this.#bare(start, code)
  }

  /** Opens the braces of a set, between which newlines mean nothing. */
  openFlat(): void {
    this.#flat++
    this.expect('{')
  }

  closeFlat(): void {
    if (!this.is('}')) throw this.unexpected('}')
    this.#flat--
    this.advance()
  }

  /** What the last comment `# handle N` said, once. */
  takeHandle(): number | null {
    const { handle } = this
    this.handle = null
    return handle
  }

  /** Goes on at `at`, which is that many lines further. */
  jump(at: number, lines: number): void {
    this.#next = at
    this.#nextLine += lines
    this.advance()
  }

  /** Goes to where a token began, with that many braces of sets around it. */
  back(start: number, line: number, flat = this.#flat): void {
    this.#flat = flat
    this.#next = start
    this.#nextLine = line
    this.advance()
  }

  /** Whether the current token is this bare word or sign. */
  is(text: string): boolean {
    return this.text === text && (this.kind === 'word' || this.kind === 'sign')
  }

  /** Goes on behind this bare word or sign, where it is the current one. */
  take(text: string): boolean {
    if (!this.is(text)) return false
    this.advance()
    return true
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(text)
  }

  /** A bare or quoted word, or a number as it is written. */
  word(): string {
    if (this.kind !== 'word' && this.kind !== 'quoted' && this.kind !== 'number') throw this.unexpected('a word')
    const { text } = this
    this.advance()
    return text
  }

  /** A name as the kernel keeps it: that of a chain of iptables may have more in it than a word of nft. */
  name(): string {
    if (this.kind === 'quoted') return this.word()
    let end = this.start
    while (!' \t\r\n{};,"'.includes(this.source.charAt(end))) end++
    if (end === this.start) throw this.unexpected('a name')
    const name = this.source.slice(this.start, end)
    this.#next = end
    this.advance()
    return name
  }

  unexpected(wanted: string): Unreadable {
    const found =
      this.kind === 'end' ? 'the end of the file' : this.kind === 'newline' ? 'the end of the line' : `"${this.text.slice(0, 40)}"`
    return new Unreadable(`${found} where ${wanted} was expected`)
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind
    this.text = kind === 'newline' || kind === 'end' ? '' : this.source.slice(this.start, end)
    this.#next = end
  }

  #skipBlank(): number {
    const { source } = this
    for (let at = this.#next; ; at++) {
      const code = source.charCodeAt(at)
      if (code === 32 || code === 9 || code === 13) continue
      if (code === NEWLINE && this.#flat > 0) this.#nextLine++
      else if (code === 92 && source.charCodeAt(at + 1) === NEWLINE) {
        this.#nextLine++
        at++
      } else if (code === 35) at = this.#skipComment(at) - 1
      else return at
    }
  }

  #skipComment(at: number): number {
    const newline = this.source.indexOf('\n', at)
    const end = newline < 0 ? this.source.length : newline
    if (this.source.startsWith('# handle ', at)) {
      const handle = Number(this.source.slice(at + 9, Math.min(end, at + 30)))
      if (Number.isSafeInteger(handle)) this.handle = handle
    }
    return end
  }

  #quoted(start: number): void {
    const end = this.source.indexOf('"', start + 1)
    if (end < 0) {
      // Nothing behind an open quote is read.
      this.#take('sign', this.source.length)
      this.text = '"'
      return
    }
    for (let at = start; at < end; at++) if (this.source.charCodeAt(at) === NEWLINE) this.#nextLine++
    this.kind = 'quoted'
    this.text = this.source.slice(start + 1, end)
    this.#next = end + 1
  }

  #bare(start: number, code: number): void {
    const { source } = this
    const sort = CLASS[code] ?? 0
    if (sort === DIGIT) return this.#beginsWithDigit(start)
    if (code === 58 || sort === HEX_LETTER) {
      const end = this.#endOfColons(start)
      if (end > 0) return this.#take('word', end)
    }
    if (code === 91) {
      const end = this.#scanner.endOfSix(start + 1)
      if (end > 0 && source.charCodeAt(end) === 93) {
        this.#take('word', end + 1)
        this.text = source.slice(start + 1, end)
        return
      }
    }
    if (sort === LETTER || sort === HEX_LETTER || (code === 92 && source.charCodeAt(start + 1) === 42))
      return this.#take('word', this.#endOfWord(start))
    this.#take('sign', start + (isDouble(code, source.charCodeAt(start + 1)) ? 2 : 1))
  }

  #beginsWithDigit(start: number): void {
    const { source } = this
    let end = start + 1
    let code = source.charCodeAt(end)
    while (code >= 48 && code <= 57) code = source.charCodeAt(++end)
    const sort = CLASS[code] ?? 0
    if (code === 46) {
      const four = this.#scanner.endOfFour(start)
      if (four > 0) return this.#take('word', four)
    } else if (code === 58 || sort === HEX_LETTER) {
      const colons = this.#endOfColons(start)
      if (colons > 0) return this.#take('word', colons)
    }
    if (sort === 0 || sort === INNER) return this.#take('number', end)
    for (let more: number = sort; more !== 0 && more !== INNER; more = CLASS[source.charCodeAt(end)] ?? 0) end++
    this.#take(/^0x[\da-f]+$/i.test(source.slice(start, end)) ? 'number' : 'word', end)
  }

  /** The end of an address or class with colons in it; -1: there is none. */
  #endOfColons(start: number): number {
    const colon = this.source.charCodeAt(start) === 58 ? start : this.#firstColon(start)
    if (colon < 0) return -1
    const six = this.#scanner.endOfSix(start)
    if (six > 0) return six
    const mac = this.#scanner.endOfMac(start)
    return mac > 0 ? mac : this.#scanner.endOfClass(start)
  }

  #firstColon(start: number): number {
    for (let at = start + 1; at < start + 5; at++) if (this.source.charCodeAt(at) === 58) return at
    return -1
  }

  /** A word may have one `*`, at its end, or `\*` inside. */
  #endOfWord(start: number): number {
    const { source } = this
    let at = start
    while ((CLASS[source.charCodeAt(at)] ?? 0) > 0) at++
    if (source.charCodeAt(at) === 42) return at + 1
    if (source.charCodeAt(at) === 92 && source.charCodeAt(at + 1) === 42) {
      at += 2
      while ((CLASS[source.charCodeAt(at)] ?? 0) > 0) at++
    }
    return at
  }
}

/** `==`, `!=`, `<=`, `>=`, `<<`, `>>` */
function isDouble(code: number, next: number): boolean {
  if (next === 61) return code === 61 || code === 33 || code === 60 || code === 62
  return (code === 60 || code === 62) && next === code
}
