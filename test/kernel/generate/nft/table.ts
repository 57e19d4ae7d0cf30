import type { Random } from '../random.ts'
import type { Universe } from '../universe.ts'
import { alone, foreign, match, narrow } from './match.ts'
import type { NftFamily, Place } from './place.ts'
import { declare, markValue, type NftSet, verdict } from './set.ts'
import { counting, doing, ending, passing, reject } from './statement.ts'

/** One rule, mostly narrow: one to three conditions, and what it does. */
function rule(place: Place, counts: boolean): string {
  const { random } = place
  if (random.chance(0.07))
    return random.chance(0.5)
      ? `${foreign(place)} ${verdict(place)}`
      : `${alone(place)} ${random.chance(0.2) ? verdict(place) : place.below.length > 0 ? `jump ${random.pick(place.below)}` : `meta mark set ${markValue(place)}`}`
  const words: string[] = []
  const conditions = random.weighted([
    [0, 0.15],
    [1, 5],
    [2, 4],
    [3, 1.5],
  ])
  const few = conditions > 0 && random.chance(0.75)
  for (let drawn = 0; drawn < conditions; drawn++) words.push(drawn === 0 && few ? narrow(place) : match(place))
  if (counts && place.once && random.chance(0.3)) words.push(counting(place))
  if (random.chance(0.15)) words.push('counter')
  if (random.chance(0.3)) {
    words.push(doing(place))
    if (random.chance(0.2)) words.push(match(place))
  }
  if (place.hooks.includes('early') && random.chance(0.2)) words.push('notrack')
  else if (words.length === 0 || random.chance(0.8)) words.push(few ? ending(place) : passing(place))
  if (random.chance(0.08)) words.push(`comment "${random.pick(['ssh', 'blocked by hand', 'ticket 4711', 'a { b }; c'])}"`)
  return words.join(' ')
}

/** The last rule of a chain: what the rest gets. */
function tail(place: Place): string {
  const { random, universe } = place
  const some = random.weighted([
    ['', 2],
    ['meta l4proto tcp ', 1],
    [`tcp dport ${universe.port()} `, 2],
    ['tcp flags syn ', 1],
  ])
  const end = random.weighted<() => string>([
    [() => 'accept', 3],
    [() => 'drop', place.nat ? 0 : 1.5],
    [() => (place.nat ? 'return' : reject(place)), 2],
    [() => 'return', 1],
  ])()
  return `${some}${end}`
}

export interface BaseHook {
  readonly hook: 'ingress' | 'prerouting' | 'input' | 'forward'
  readonly type: 'filter' | 'nat'
  readonly priority: number
}

const body = (rules: readonly string[]): string => rules.map((each) => `    ${each}\n`).join('')

/** A table of base chains at these hooks, chains below them, sets and maps. */
export function table(
  random: Random,
  universe: Universe,
  family: NftFamily,
  name: string,
  bases: readonly BaseHook[],
  counts: boolean,
): string {
  const nat = bases.some(({ type }) => type === 'nat')
  const hooks = [...new Set(bases.map(({ hook }) => hook))]
  const deep = random.chance(0.06)
  const chains = Array.from({ length: deep ? 14 : random.int(0, 5) }, (_, at) => `c${at}`)
  const sets: NftSet[] = []
  const place = (below: readonly string[], at: readonly string[], once: boolean): Place => ({
    random,
    universe,
    family,
    nat,
    hooks: at,
    sets,
    below,
    once,
  })

  const texts: string[] = []
  const declarations = random.int(0, 5)
  // A map may jump only to chains that no map is used in: these two.
  const targets = chains.slice(-2)
  for (let at = 0; at < declarations; at++) {
    const { set, text } = declare(place(targets, hooks, false), `s${at}`)
    sets.push(set)
    texts.push(text)
  }
  const plain = sets.filter(({ gives }) => gives !== 'verdict')
  for (const [at, chain] of chains.entries()) {
    const below = deep ? chains.slice(at + 1, at + 2) : chains.slice(at + 1)
    const inside = place(below, hooks, false)
    const own = targets.includes(chain) ? { ...inside, sets: plain, below: [] } : inside
    const rules = Array.from({ length: random.int(1, deep ? 3 : 6) }, () => rule(own, false))
    if (deep && below.length > 0) rules.push(`jump ${below[0]}`)
    if (random.chance(0.25)) rules.push(tail(own))
    texts.push(`  chain ${chain} {\n${body(rules)}  }`)
  }
  for (const [at, base] of bases.entries()) {
    const early = base.hook === 'prerouting' && base.priority < -200
    const inside = place(chains.slice(0, deep ? 1 : chains.length), early ? [base.hook, 'early'] : [base.hook], true)
    const rules = Array.from({ length: random.int(4, 16) }, () => rule(inside, counts))
    if (base.hook === 'ingress') rules.unshift('meta protocol arp accept')
    if (random.chance(base.hook === 'input' ? 0.4 : 0.08)) rules.push(tail(inside))
    const device = base.hook === 'ingress' ? ' device eth0' : ''
    const policy = base.type === 'nat' ? '' : ` policy ${random.chance(base.hook === 'input' ? 0.2 : 0.03) ? 'drop' : 'accept'};`
    texts.push(`  chain b${at} {\n    type ${base.type} hook ${base.hook}${device} priority ${base.priority};${policy}\n${body(rules)}  }`)
  }
  return `table ${family} ${name} {\n${texts.join('\n')}\n}\n`
}
