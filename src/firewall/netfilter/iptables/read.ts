import type { Ruleset, UnreadLine } from '../ruleset.ts'
import { builtInChains, tableOfChains } from './built-in.ts'
import { isCommand, runCommand } from './command.ts'
import { readDumpRule } from './dump-rule.ts'
import type { RuleContext } from './option.ts'
import { looksIPv6, type Origin, originOfHeader, originOfProgram } from './origin.ts'
import { type ShellCommand, shellCommand } from './shell.ts'
import { DraftTable } from './table.ts'
import { words } from './words.ts'

type Backend = RuleContext['backend']

/** What is known of a text beside what it says itself. */
export interface Given {
  /** Its name, for those who are told of a rule. */
  readonly file?: string
  /** Where neither a header nor a program tells. Default: what its addresses are, otherwise 4. */
  readonly family?: 4 | 6
  /** Where neither a header nor a program tells. Default: iptables-nft. */
  readonly backend?: Backend
}

/**
 * Reads rules of iptables: what `iptables-save` and `ip6tables-save` print or `iptables-restore` takes, several of them together too; what
 * `iptables -S` prints; a shell script of plain `iptables` commands. What is not understood stays as a rule whose match or outcome is
 * unknown, and is told in `unread`; nothing throws.
 */
export function readIptables(text: string, given: Given = {}): Ruleset {
  const reader = new Reader(text, given)
  reader.read()
  return reader.ruleset()
}

class Reader {
  readonly #text: string
  readonly #given: Given
  readonly #unread: UnreadLine[] = []
  readonly #tables = new Map<string, DraftTable>()
  /** What the last header says. */
  #origin: Origin = { family: null, backend: null }
  /** The table that lines belong to that name none. */
  #table: DraftTable | null = null
  /** Whether it began without a name, as in `iptables -S`, and whether rules have come since. */
  #unnamed: 'no' | 'begun' | 'has rules' = 'no'
  /** Where the next line begins, and the number of this one. */
  #next = 0
  #line = 0

  constructor(text: string, given: Given) {
    this.#text = text
    this.#given = given
  }

  ruleset(): Ruleset {
    const file = this.#given.file ?? null
    return {
      tables: [...this.#tables.values()].map((table) => table.finished(file)),
      ipsets: new Map(),
      unread: this.#unread,
      unmodelled: [],
    }
  }

  read(): void {
    while (this.#next < this.#text.length) {
      const line = this.#readLine()
      if (this.#table && line.startsWith('-A ') && this.#append(line, this.#table)) continue
      const trimmed = line.trim()
      if (trimmed !== '') this.#readOther(trimmed)
    }
  }

  #readLine(): string {
    const start = this.#next
    const newline = this.#text.indexOf('\n', start)
    let end = newline < 0 ? this.#text.length : newline
    this.#next = end + 1
    this.#line++
    if (end > start && this.#text.charCodeAt(end - 1) === 13) end--
    return this.#text.slice(start, end)
  }

  /** A rule of a dump. False: it is not as dumps write them, or its chain is not there. */
  #append(line: string, table: DraftTable): boolean {
    const space = line.indexOf(' ', 3)
    const chain = table.chain(space < 0 ? line.slice(3) : line.slice(3, space))
    if (!chain) return false
    if (this.#unnamed === 'begun') this.#unnamed = 'has rules'
    const { rules, troubles } = readDumpRule(line, space < 0 ? line.length : space, table)
    for (const [part, steps] of rules.entries()) chain.append({ text: line, line: this.#line, steps, words: null, part })
    this.#tell(line, troubles)
    return true
  }

  #readOther(line: string): void {
    switch (line.charAt(0)) {
      case '#':
        return this.#readComment(line)
      case '*':
        this.#unnamed = 'no'
        this.#table = this.#begin(line.slice(1).trim(), this.#origin)
        return
      case ':':
        return this.#declare(line)
      case '[': {
        // Counters: `[packets:bytes] -A …`.
        const rule = line.slice(line.indexOf(']') + 1).trim()
        if (!/^\[\d+:\d+\]/.test(line) || rule === '') return this.#tell(line, ['no counters'])
        if (this.#table && rule.startsWith('-A ') && this.#append(rule, this.#table)) return
        return this.#command(rule)
      }
      case '-':
        return this.#command(line)
    }
    if (line === 'COMMIT') this.#table = null
    else this.#readShell(line)
  }

  #readComment(line: string): void {
    const origin = originOfHeader(line)
    if (origin) {
      this.#origin = origin
      this.#table = null
    } else if (/^# Table `.*' is incompatible, use 'nft' tool\.$/.test(line)) this.#tell(line, ['a table that iptables cannot show'])
    else if (/^# Warning: ip6?tables-legacy tables present/.test(line))
      this.#tell(line, ['the legacy machine has tables of its own, which are not here'])
  }

  /** `:chain policy [packets:bytes]`. */
  #declare(line: string): void {
    const [name = '', policy = ''] = line.slice(1).trim().split(/\s+/, 2)
    const table = this.#table
    if (!table) return this.#tell(line, ['no table is named'])
    const chain = table.chain(name)
    if (!chain) this.#tell(line, name === '' ? ['no chain is named'] : table.addChain(name))
    else if (chain.base && policy !== '-') this.#tell(line, runCommand(['-P', name, policy], table, line, this.#line))
    else chain.clear()
  }

  /** A line of iptables-restore or `iptables -S`: the command without its program. */
  #command(line: string): void {
    const split = words(line, 0)
    if (!split) return this.#tell(line, ['a quote is not closed'])
    const table = this.#unnamedTable(split)
    this.#tell(line, runCommand(split, table, line, this.#line))
  }

  /** The table of a line that stands in none: `iptables -S` does not say which it is of. */
  #unnamedTable(split: readonly string[]): DraftTable {
    const policy = split[0] === '-P'
    if (this.#table && this.#unnamed === 'no') return this.#table
    const chain = split[1] ?? ''
    const elsewhere = !this.#table?.chain(chain) && (chain === 'PREROUTING' || chain === 'POSTROUTING')
    if (!this.#table || elsewhere || (policy && this.#unnamed === 'has rules')) {
      const names = policy ? this.#policiesAhead(chain) : new Set<string>()
      const name =
        tableOfChains(names) ??
        (builtInChains('nat', 'iptables-nft').has(chain) && chain !== 'INPUT' && chain !== 'OUTPUT' ? 'nat' : 'filter')
      this.#table = this.#begin(name, this.#origin)
    }
    this.#unnamed = policy ? 'begun' : 'has rules'
    return this.#table
  }

  /** The chains of the lines `-P chain policy` from this one on. */
  #policiesAhead(first: string): ReadonlySet<string> {
    const names = new Set([first])
    for (let at = this.#next; this.#text.startsWith('-P ', at) && names.size < 8;) {
      const newline = this.#text.indexOf('\n', at)
      const line = this.#text.slice(at, newline < 0 ? this.#text.length : newline)
      names.add(line.split(' ', 2)[1] ?? '')
      at += line.length + 1
    }
    return names
  }

  #readShell(line: string): void {
    let [whole, { length }] = [line, line]
    const first = this.#line
    for (; whole.endsWith('\\') && this.#next < this.#text.length; length = whole.length) {
      whole = `${whole.slice(0, length - 1)} ${this.#readLine().trim()}`
    }
    const command = shellCommand(whole)
    if (!command) return this.#tell(whole, ['no rule of iptables'], first)
    this.#runProgram(command, whole, first)
  }

  #runProgram({ program, words: all }: ShellCommand, text: string, line: number): void {
    const at = all.findIndex((word) => word === '-t' || word === '--table' || /^-t./.test(word))
    const attached = at >= 0 && /^-t./.test(all[at] ?? '')
    const table = at < 0 ? 'filter' : attached ? (all[at] ?? '').slice(2) : (all[at + 1] ?? '')
    const rest = at < 0 ? all : all.toSpliced(at, attached ? 1 : 2)
    if (!rest.some(isCommand)) return this.#tell(text, ['no command of iptables'], line)
    this.#tell(text, runCommand(rest, this.#tableOf(table, originOfProgram(program)), text, line), line)
  }

  /** The table, made where it is not there. */
  #tableOf(name: string, origin: Origin): DraftTable {
    const family = origin.family ?? this.#given.family ?? (this.#sectionLooksIPv6() ? 6 : 4)
    const backend = origin.backend ?? this.#given.backend ?? 'iptables-nft'
    const key = `${backend} ${family} ${name}`
    const known = this.#tables.get(key)
    if (known) return known
    const table = new DraftTable(name, family, backend)
    if (builtInChains(name, backend).size === 0) this.#tell(name, ['unknown table: its chains are not called'])
    this.#tables.set(key, table)
    return table
  }

  /** Begins a table of a dump: what was in it is flushed, as iptables-restore does. */
  #begin(name: string, origin: Origin): DraftTable {
    const before = this.#tables.size
    const table = this.#tableOf(name, origin)
    if (this.#tables.size > before) return table
    this.#tell(name, ['the table stands here for the second time, and counts anew'])
    for (const [chain, draft] of table.chains) {
      draft.clear()
      if (!draft.base) table.removeChain(chain)
    }
    return table
  }

  /** Looks ahead to the end of the table. */
  #sectionLooksIPv6(): boolean {
    const end = this.#text.indexOf('\nCOMMIT', this.#next)
    return looksIPv6(this.#text.slice(this.#next, end < 0 ? this.#text.length : end))
  }

  #tell(text: string, troubles: readonly string[], line = this.#line): void {
    for (const why of troubles) this.#unread.push({ file: this.#given.file ?? null, line, text, why })
  }
}
