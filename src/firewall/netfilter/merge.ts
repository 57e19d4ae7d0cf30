import type { IpSet, Ruleset, Table, Unmodelled, UnreadLine } from './ruleset.ts'

/** Tables that iptables-nft keeps in nf_tables, in families `ip` and `ip6` (iptables/nft.c, xtables_ipv4). */
const IPTABLES = new Set(['raw', 'mangle', 'nat', 'filter', 'security'])

/** nf_tables and the legacy machine each have tables of their own, of the same names. */
function keyOf({ backend, family, name }: Table): string {
  return `${backend === 'iptables-legacy' ? 'legacy' : 'nf_tables'} ${family} ${name}`
}

const place = (file: string | null, line: number | null): string => `${line} ${file ?? ''}`

/** Whether two readings of a table say the same. */
function same(left: Table, right: Table): boolean {
  if (left.backend !== right.backend || left.chains.size !== right.chains.size) return false
  return [...left.chains].every(([name, { base, rules }]) => {
    const other = right.chains.get(name)
    return (
      other !== undefined &&
      other.base?.policy === base?.policy &&
      other.rules.length === rules.length &&
      rules.every(({ at }, index) => at.text === other.rules[index]?.at.text)
    )
  })
}

/** `nft list ruleset` shows tables of iptables-nft, too, but not what its matches ask: what iptables-save says of them is better. */
function isBetter(table: Table, than: Table): boolean {
  return table.backend === 'iptables-nft' && than.backend === 'nft' && IPTABLES.has(table.name)
}

/** Another reading of a table that says something else: which of them is in force cannot be told. */
function twice({ family, name, chains }: Table): UnreadLine {
  const at = [...chains.values()].flatMap(({ rules }) => rules.slice(0, 1))[0]?.at
  const why = 'the table was read before, and there it is not the same: this one does not count'
  return { file: at?.file ?? null, line: at?.line ?? 0, text: `table ${family} ${name}`, why }
}

/**
 * All that was read of one host, as one. A table that was read twice counts once: what iptables-save says of the tables of iptables-nft wins over
 * what nft says, and otherwise the first reading, and it is told where the two differ. Sets of ipset(8) are united; of one name the first counts.
 */
export function merge(rulesets: readonly Ruleset[]): Ruleset {
  const tables = new Map<string, Table>()
  const replaced: Table[] = []
  const differing: UnreadLine[] = []
  for (const table of rulesets.flatMap((ruleset) => ruleset.tables)) {
    const key = keyOf(table)
    const known = tables.get(key)
    if (known === undefined) tables.set(key, table)
    else if (isBetter(table, known)) {
      replaced.push(known)
      tables.set(key, table)
    } else if (isBetter(known, table)) replaced.push(table)
    else if (!same(known, table)) differing.push(twice(table))
  }
  const moot = placesOf(replaced)
  const unread = rulesets.flatMap((ruleset) => ruleset.unread).filter(({ file, line }) => !moot.has(place(file, line)))
  return {
    tables: [...tables.values()],
    ipsets: firstOf(rulesets),
    unread: [...unread, ...differing],
    unmodelled: distinct(rulesets.flatMap((ruleset) => ruleset.unmodelled)),
  }
}

/** Where the rules of these tables stand: what was unread there is read in the other dump. */
function placesOf(tables: readonly Table[]): ReadonlySet<string> {
  const rules = tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  return new Set(rules.filter(({ at }) => at.line !== null).map(({ at }) => place(at.file, at.line)))
}

function firstOf(rulesets: readonly Ruleset[]): ReadonlyMap<string, IpSet> {
  const ipsets = new Map<string, IpSet>()
  for (const [name, set] of rulesets.flatMap((ruleset) => [...ruleset.ipsets])) if (!ipsets.has(name)) ipsets.set(name, set)
  return ipsets
}

function distinct(all: readonly Unmodelled[]): readonly Unmodelled[] {
  return [...new Map(all.map((one) => [`${one.hook} ${one.what}`, one])).values()]
}
