import type { Step } from '../ruleset.ts'
import { addressMatch, type Reading, readRule } from './rule.ts'
import type { DraftTable } from './table.ts'
import { isUnreadable } from './unreadable.ts'
import { words } from './words.ts'

/** As many ends of rules as are kept: beyond that they are not what many rules share. */
const MOST_READINGS = 10_000

const [SPACE, BANG, DASH, S, D] = [32, 33, 45, 115, 100] as const

/**
 * Reads the rule of a line `-A chain …` of a dump, from `at` on, behind the chain. Dumps write addresses first, and what follows them is
 * mostly the same in many rules: that is read once.
 */
export function readDumpRule(line: string, at: number, table: DraftTable): Reading {
  const addresses: Step[] = []
  let from = skipBlanks(line, at)
  for (;;) {
    const inverted = line.charCodeAt(from) === BANG && line.charCodeAt(from + 1) === SPACE
    const option = inverted ? from + 2 : from
    const letter = line.charCodeAt(option + 1)
    if (line.charCodeAt(option) !== DASH || (letter !== S && letter !== D) || line.charCodeAt(option + 2) !== SPACE) break
    const space = line.indexOf(' ', option + 3)
    const end = space < 0 ? line.length : space
    const match = addressMatch(letter === S ? 's' : 'd', { text: line.slice(option + 3, end), inverted }, table.family)
    // A list, or what is no address.
    if (match && isUnreadable(match)) break
    if (match) addresses.push(match)
    from = skipBlanks(line, end)
  }
  const { rules, troubles } = readRest(line.slice(from), table)
  return addresses.length === 0 ? { rules, troubles } : { rules: rules.map((steps) => [...addresses, ...steps]), troubles }
}

function readRest(rest: string, table: DraftTable): Reading {
  const known = table.readings.get(rest)
  if (known) return known
  const split = words(rest, 0)
  const reading = split ? readRule(split, 0, table) : readRule(['"'], 0, table)
  if (table.readings.size < MOST_READINGS) table.readings.set(rest, reading)
  return reading
}

function skipBlanks(line: string, at: number): number {
  while (line.charCodeAt(at) === SPACE) at++
  return at
}
