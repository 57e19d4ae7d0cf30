import type { Universe } from '../universe.ts'
import type { GeneratedSet } from './ipset.ts'
import { conditions } from './match.ts'
import type { Place, TableName } from './place.ts'
import { passing, target } from './target.ts'

/** Chains of each table that a packet to this host or through it passes. */
const HOOKS: Readonly<Record<TableName, readonly string[]>> = {
  raw: ['PREROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD'],
  nat: ['PREROUTING', 'INPUT'],
  filter: ['INPUT', 'FORWARD'],
  security: ['INPUT', 'FORWARD'],
}

function rule(place: Place, chain: string): string {
  const few = place.random.chance(0.8)
  const end = few ? target(place) : passing(place)
  const { words } = conditions(place, end.tcp, few)
  return ['-A', chain, ...words, ...(end.words === '' ? [] : [end.words])].join(' ')
}

/** What the rest gets. */
function tail(place: Place, chain: string): string {
  const { random, table, universe } = place
  const some = random.weighted([
    ['', 2],
    [' -p tcp', 1],
    [` -p tcp -m tcp --dport ${universe.port()}`, 2],
  ])
  const end = random.weighted([
    ['-j ACCEPT', 3],
    ['-j DROP', table === 'nat' ? 0 : 1.5],
    ['-j REJECT', table === 'filter' ? 1.5 : 0],
    ['-j RETURN', 1],
  ])
  return `-A ${chain}${some} ${end}`
}

function written(universe: Universe, name: TableName, ipsets: readonly GeneratedSet[], counts: boolean): string {
  const { random } = universe
  const deep = random.chance(0.05)
  const chains = Array.from({ length: deep ? 13 : random.int(0, 5) }, (_, at) => `${name}-${at}`)
  const place = (hook: string | null, below: readonly string[]): Place => ({ random, universe, table: name, hook, below, ipsets, counts })
  const declared: string[] = []
  const rules: string[] = []
  for (const hook of HOOKS[name]) {
    const own = place(hook, deep ? chains.slice(0, 1) : chains)
    const policy = name !== 'nat' && random.chance(name === 'filter' ? 0.25 : 0.02) ? 'DROP' : 'ACCEPT'
    declared.push(`:${hook} ${policy} [0:0]`)
    const count = random.weighted([
      [0, name === 'filter' && hook === 'INPUT' ? 0 : 1],
      [random.int(1, 4), 2],
      [random.int(4, 16), name === 'filter' ? 6 : 1],
    ])
    for (let drawn = 0; drawn < count; drawn++) rules.push(rule(own, hook))
    if (name === 'filter' && random.chance(0.4)) rules.push(tail(own, hook))
  }
  for (const [at, chain] of chains.entries()) {
    declared.push(`:${chain} - [0:0]`)
    const below = deep ? chains.slice(at + 1, at + 2) : chains.slice(at + 1)
    const own = place(null, below)
    for (let drawn = random.int(1, deep ? 2 : 6); drawn > 0; drawn--) rules.push(rule(own, chain))
    if (deep && below.length > 0) rules.push(`-A ${chain} -j ${below[0]}`)
    if (random.chance(0.2)) rules.push(tail(own, chain))
  }
  return `*${name}\n${[...declared, ...rules].join('\n')}\nCOMMIT\n`
}

/** How often each table is there. */
const TABLES: readonly (readonly [TableName, number])[] = [
  ['filter', 0.95],
  ['raw', 0.3],
  ['mangle', 0.4],
  ['nat', 0.4],
  ['security', 0.2],
]

/** Tables that a ruleset has: at least one. */
export function drawTables({ random }: Universe): TableName[] {
  const drawn = TABLES.filter(([, probability]) => random.chance(probability)).map(([name]) => name)
  return drawn.length > 0 ? random.shuffle(drawn) : ['filter']
}

/** The input of iptables-restore or ip6tables-restore with these tables. */
export function iptables(universe: Universe, tables: readonly TableName[], ipsets: readonly GeneratedSet[], counts: boolean): string {
  return tables.map((name) => written(universe, name, ipsets, counts)).join('')
}
