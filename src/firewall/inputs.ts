import { readInterfaces } from './host/interfaces.ts'
import { readListeners } from './host/listeners.ts'
import { type Output, unreadLine } from './host/output.ts'
import { readSysctls } from './host/sysctls.ts'
import { type Host, type Interface, type Listener, UNREAD_HOST } from './netfilter/host.ts'
import { readIpsets } from './netfilter/ipset/read.ts'
import { readIptables } from './netfilter/iptables/read.ts'
import { merge } from './netfilter/merge.ts'
import { readNftables } from './netfilter/nft/read.ts'
import { EMPTY_RULESET, type Ruleset, type UnreadLine, type Unmodelled } from './netfilter/ruleset.ts'
import { type Section, sections } from './sections.ts'

/** A file, or standard input. */
export interface Input {
  /** Null: it has no name. */
  readonly file: string | null
  readonly text: string
}

/** What all inputs together say of one host. */
export interface InputsRead {
  readonly ruleset: Ruleset
  readonly host: Host
  /** Families whose rules were given: what `iptables-save` prints is silent about IPv6. */
  readonly families: readonly (4 | 6)[]
}

/** What a section adds. */
interface Read {
  readonly ruleset?: Ruleset
  readonly unread?: readonly UnreadLine[]
  readonly interfaces?: readonly Interface[]
  readonly listeners?: readonly Listener[] | null
  readonly sysctls?: ReadonlyMap<string, string>
  readonly kernel?: string
  readonly families?: readonly (4 | 6)[]
}

const LONGEST = 512
/** What iptables-save says where there are rules of iptables-legacy that it does not show: it is moot where they were given. */
const LEGACY_TOO = /^# Warning: ip6?tables-legacy tables present/
/** They are asked beside those that were given. */
const HIDDEN: Unmodelled = { what: 'the tables of iptables-legacy', hook: 'prerouting' }
/** Listings that leave out what decides, by their first line, and what to give instead. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/^Chain \S+ \(/, 'iptables -L does not show all that rules ask: give iptables-save'],
  [/^Status: (?:in)?active/, 'ufw status does not show the rules that are in force: give iptables-save, or nft list ruleset'],
  [/^\S+ \((?:active|default)/, 'firewall-cmd does not show the rules that are in force: give nft list ruleset, or iptables-save'],
  [/permitted|ermission denied|must be root/, 'the rules could not be listed: do it as root'],
  [/not found/, 'the command is not there'],
]

/** The section with its lines where they are in the file, for readers that count lines from 1. */
function placed(text: string, { first, start, end }: Section, before = ''): string {
  const above = '\n'.repeat(Math.max(0, first - 1 - (before === '' ? 0 : 1)))
  return `${above}${before === '' ? '' : `${before}\n`}${text.slice(start, end)}`
}

function outputOf({ file, text }: Input, { first, start, end }: Section): Output {
  return {
    lines: text
      .slice(start, end)
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
    file,
    first,
  }
}

/** What the command that was typed, or the name of the file, tells of rules that do not tell it themselves. */
function iptablesGiven(file: string | null, command: string): NonNullable<Parameters<typeof readIptables>[1]> {
  const name = file?.replace(/^.*\//, '') ?? ''
  const family =
    command.startsWith('ip6tables') || /ip6|v6|(?:user|before|after)6\./.test(name) ? 6 : command.startsWith('iptables') ? 4 : null
  const backend = /-(nft|legacy)\b/.exec(command)?.[1]
  return {
    ...(file === null ? {} : { file }),
    ...(family === null ? {} : { family }),
    ...(backend === 'nft' ? { backend: 'iptables-nft' as const } : backend === 'legacy' ? { backend: 'iptables-legacy' as const } : {}),
  }
}

function familiesOf({ tables }: Ruleset): readonly (4 | 6)[] {
  const seen = tables.flatMap(({ family }): readonly (4 | 6)[] => (family === 'ip' ? [4] : family === 'ip6' ? [6] : []))
  return [...new Set(seen)]
}

function readRules(input: Input, section: Section): Read {
  const { file, text } = input
  const given = iptablesGiven(file, section.command)
  // `iptables -S` does not say which table it shows.
  const table = /(?:-t|--table)[ =]*(\w+)/.exec(section.command)?.[1]
  const above = table === undefined || section.first < 2 ? '' : `*${table}`
  const ruleset = readIptables(placed(text, section, above), given)
  const asked = /^(ip6?)tables-?\S* -?/.exec(section.command)?.[1]
  const typed = asked === undefined ? [] : [asked === 'ip6' ? (6 as const) : (4 as const)]
  return { ruleset, families: [...typed, ...familiesOf(ruleset)] }
}

function readUnknown(input: Input, section: Section): Read {
  const output = outputOf(input, section)
  const lines = output.lines.filter((line) => line.trim() !== '').length
  const index = output.lines.findIndex((line) => line.trim() !== '')
  const { text, ...line } = unreadLine(output, Math.max(0, index), '')
  const said = text.slice(0, LONGEST)
  const instead = INSTEAD.find(([shows]) => shows.test(said))?.[1]
  const plain = section.command === '' ? 'it is none of the outputs that are known' : `${section.command} said this`
  return { unread: [{ ...line, text: said, why: `${instead ?? plain}${lines > 1 ? ` (${lines} lines)` : ''}` }] }
}

function read(input: Input, section: Section): Read {
  const { file, text } = input
  const named = file === null ? {} : { file }
  switch (section.kind) {
    case 'iptables':
      return readRules(input, section)
    case 'nft':
      return { ruleset: readNftables(placed(text, section), named), families: [4, 6] }
    case 'ipset': {
      const { ipsets, unread } = readIpsets(placed(text, section), named)
      return { ruleset: { ...EMPTY_RULESET, ipsets }, unread }
    }
    case 'sockets':
      return readListeners(outputOf(input, section))
    case 'interfaces':
      return readInterfaces(outputOf(input, section))
    case 'sysctls':
      return readSysctls(outputOf(input, section))
    case 'kernel': {
      const told = /^(?:Linux \S+ )?(\d\S*)/.exec(text.slice(section.start, section.end))?.[1]
      return told === undefined ? {} : { kernel: told }
    }
    case 'unknown':
      return readUnknown(input, section)
  }
}

/** Of several listings of interfaces, such as `ip -4 address` and `ip -6 address`, one. */
function united(all: readonly Interface[]): readonly Interface[] {
  const found = new Map<string, Interface>()
  for (const { name, index, addresses } of all) {
    const known = found.get(name)
    const more = addresses.filter(
      ({ address }) => !known?.addresses.some((one) => one.address.family === address.family && one.address.value === address.value),
    )
    found.set(name, { name, index: known?.index ?? index, addresses: [...(known?.addresses ?? []), ...more] })
  }
  return [...found.values()]
}

function hostOf(parts: readonly Read[]): Host {
  const interfaces = parts.flatMap((part) => (part.interfaces ? [part.interfaces] : []))
  const sockets = parts.flatMap(({ listeners }) => (listeners === undefined ? [] : [listeners]))
  return {
    ...UNREAD_HOST,
    interfaces: interfaces.length === 0 ? null : united(interfaces.flat()),
    listeners: sockets.length === 0 || sockets.includes(null) ? null : sockets.flatMap((one) => one ?? []),
    sysctls: new Map(parts.flatMap(({ sysctls }) => [...(sysctls ?? [])])),
    kernel: parts.find(({ kernel }) => kernel !== undefined)?.kernel ?? null,
  }
}

/**
 * Reads what was given of one host: outputs of `iptables-save`, `nft list ruleset`, `ipset save`, `ss -ltn`, `ip address`, `sysctl` and `uname -r`, each recognised
 * by what it holds, in one file or many. What is recognised as nothing is among the lines that are unread.
 */
export function readInputs(inputs: readonly Input[]): InputsRead {
  const parts = inputs.flatMap((input) => sections(input.text).map((section) => read(input, section)))
  const ruleset = merge(parts.flatMap((part) => part.ruleset ?? []))
  const legacy = ruleset.tables.some(({ backend }) => backend === 'iptables-legacy')
  const hidden = ruleset.unread.filter(({ text }) => LEGACY_TOO.test(text))
  const unread = [...ruleset.unread.filter((line) => !(legacy && hidden.includes(line))), ...parts.flatMap((part) => part.unread ?? [])]
  const unmodelled = hidden.length > 0 && !legacy ? [...ruleset.unmodelled, HIDDEN] : ruleset.unmodelled
  const families = new Set(parts.flatMap((part) => part.families ?? []))
  return { ruleset: { ...ruleset, unread, unmodelled }, host: hostOf(parts), families: [...families].toSorted() }
}
