import type { IpSet, UnreadLine } from '../ruleset.ts'
import { Cursor } from './cursor.ts'
import { readEntry } from './entry.ts'
import { type Header, readHeader } from './header.ts'
import { type Members, noMembers } from './members.ts'
import { ipSetOf } from './set.ts'
import { savedFromXml } from './xml.ts'

/** A set while it is read. */
interface Growing {
  readonly header: Header
  readonly members: Members
  /** Why not all of its entries are known; null: they are. */
  why: string | null
}

/** A set of `ipset list`, as far as its lines have come. */
interface Listed {
  readonly name: string
  type: string
  entries: number
  set: Growing | null
  isListing: boolean
}

const [SPACE, RETURN, HASH, DASH] = [32, 13, 35, 45]

/**
 * Reads what `ipset save` or `ipset list` printed (also with `-o xml`), or a file for `ipset restore`. Never throws. A set with an entry that
 * cannot be understood answers that it is not known.
 * @param given.file where the text was, for unread lines
 */
export function readIpsets(
  text: string,
  given: { readonly file?: string } = {},
): { ipsets: ReadonlyMap<string, IpSet>; unread: readonly UnreadLine[] } {
  const reader = new Reader(/^\s*<(\?xml|ipsets)/.test(text.slice(0, 200)) ? savedFromXml(text) : text)
  reader.readAll()
  return {
    ipsets: new Map([...reader.sets].map(([name, { header, members, why }]) => [name, ipSetOf(header, members, why)])),
    unread: reader.unread.map((line) => ({ file: given.file ?? null, ...line })),
  }
}

class Reader {
  readonly sets = new Map<string, Growing>()
  readonly unread: Omit<UnreadLine, 'file'>[] = []
  readonly #cursor: Cursor
  #line = 0
  #start = 0
  /** The set that the last line was about: the next one mostly is, too. */
  #last: Growing | null = null
  #lastName = ''
  #listed: Listed | null = null

  constructor(text: string) {
    this.#cursor = new Cursor(text)
  }

  readAll(): void {
    const cursor = this.#cursor
    const { text } = cursor
    while (this.#start < text.length) {
      const newline = text.indexOf('\n', this.#start)
      const next = newline < 0 ? text.length : newline
      this.#line++
      cursor.at = this.#start
      cursor.end = next > this.#start && text.charCodeAt(next - 1) === RETURN ? next - 1 : next
      if (!cursor.isAtEnd && cursor.peek() !== HASH) this.#readLine()
      this.#start = next + 1
    }
    this.#finish()
  }

  #readLine(): void {
    const { text } = this.#cursor
    if (text.startsWith('add ', this.#start) && text.charCodeAt(this.#start + 4) !== DASH) {
      this.#cursor.at += 4
      this.#add()
    } else if (text.startsWith('Name: ', this.#start)) this.#startListed()
    else if (this.#listed) this.#readListed(this.#listed)
    else this.#readCommand()
  }

  #leave(why: string): void {
    this.unread.push({ line: this.#line, text: this.#cursor.text.slice(this.#start, this.#cursor.end), why })
  }

  /** Behind `add `: the name of the set and an entry. */
  #add(): void {
    const cursor = this.#cursor
    const { length } = this.#lastName
    if (this.#last && cursor.text.startsWith(this.#lastName, cursor.at) && cursor.text.charCodeAt(cursor.at + length) === SPACE)
      cursor.at += length
    else {
      this.#lastName = cursor.word()
      this.#last = this.sets.get(this.#lastName) ?? null
    }
    if (!this.#last) this.#leave(`there is no set of this name`)
    else if (!cursor.skip(SPACE)) this.#doubt(this.#last)
    else this.#addEntry(this.#last)
  }

  #addEntry(set: Growing): void {
    if (!readEntry(this.#cursor, set.header, set.members)) this.#doubt(set)
  }

  #doubt(set: Growing): void {
    set.why ??= `line ${this.#line} of the set ${set.header.name} was not understood`
    this.#leave(`not understood as ${set.header.type.name}`)
  }

  /** The other commands of `ipset restore` (ipset(8)). */
  #readCommand(): void {
    const { text, end } = this.#cursor
    const words = text
      .slice(this.#start, end)
      .split(' ')
      .filter((word) => word !== '' && word !== '-exist' && word !== '-!')
    const [command, name = '', other = ''] = words
    const set = this.sets.get(name)
    this.#last = null
    switch (command) {
      case 'create':
      case '-N':
      case 'n':
        this.#create(name, other, words.slice(3))
        break
      case 'add':
      case '-A': {
        const at = text.indexOf(` ${name}`, this.#start)
        this.#cursor.at = at < 0 ? end : at + 1
        this.#add()
        break
      }
      case 'flush':
      case '-F':
        for (const [of, { header }] of name === '' ? [...this.sets] : set ? [[name, set] as const] : [])
          this.#put(of, header, noMembers(), null)
        break
      case 'destroy':
      case '-X':
        if (name === '') this.sets.clear()
        else this.sets.delete(name)
        break
      case 'swap':
      case '-W':
        this.#swap(name, other)
        break
      case 'COMMIT':
        break
      default:
        if (set) this.#doubt(set)
        else this.#leave('not a command that is understood')
    }
  }

  #create(name: string, type: string, options: readonly string[]): void {
    const header = readHeader(name, type, options)
    if (!header) this.#leave('not a set that is understood')
    else if (!this.sets.has(name)) this.#put(name, header, noMembers(), null)
  }

  #put(name: string, header: Header, members: Members, why: string | null): void {
    this.sets.set(name, { header: { ...header, name }, members, why })
  }

  #swap(one: string, other: string): void {
    const [first, second] = [this.sets.get(one), this.sets.get(other)]
    if (!first || !second) {
      this.#leave('there is no set of this name')
      return
    }
    this.#put(one, second.header, second.members, second.why)
    this.#put(other, first.header, first.members, first.why)
  }

  #startListed(): void {
    this.#finish()
    this.#cursor.at += 'Name: '.length
    this.#listed = { name: this.#cursor.word(), type: '', entries: 0, set: null, isListing: false }
  }

  #readListed(listed: Listed): void {
    const { text, end } = this.#cursor
    if (listed.isListing) {
      if (listed.set) this.#addEntry(listed.set)
      else this.#leave('an entry of a set that is not understood')
      return
    }
    const line = text.slice(this.#start, end)
    const value = line.slice(line.indexOf(':') + 1).trim()
    if (line.startsWith('Type:')) listed.type = value
    else if (line.startsWith('Number of entries:')) listed.entries = Number(value)
    else if (line.startsWith('Header:')) {
      this.#create(listed.name, listed.type, value.split(' '))
      listed.set = this.sets.get(listed.name) ?? null
    } else if (line.startsWith('Members:')) listed.isListing = true
    else if (!/^(Revision|Size in memory|References):/.test(line)) this.#leave('not a line of a list of sets')
  }

  /** The end of a listed set: `ipset list -t` names no entries. */
  #finish(): void {
    const { set, entries, isListing } = this.#listed ?? { set: null, entries: 0, isListing: true }
    if (set && entries !== 0 && !isListing) set.why ??= `the entries of the set ${set.header.name} were not printed`
    this.#listed = null
  }
}
