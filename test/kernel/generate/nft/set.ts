import type { Range } from '../universe.ts'
import { concatenation, type Field, field, isAddress } from './field.ts'
import type { Place } from './place.ts'

/** What a map gives for a key; null: it is a set. */
export type Gives = 'verdict' | 'mark' | null

/** A named set or map. */
export interface NftSet {
  readonly name: string
  readonly fields: readonly Field[]
  readonly gives: Gives
  /** Rules add to it. */
  readonly dynamic: boolean
}

export const key = (fields: readonly Field[]): string => fields.map(({ expression }) => expression).join(' . ')

/** Fields of a set: one, or a concatenation. */
function fieldsOf(place: Place): Field[] {
  return place.random.chance(0.35) ? concatenation(place) : [field(place)]
}

function overlap(left: readonly Range[], right: readonly Range[]): boolean {
  return left.every(({ first, last }, at) => first <= (right[at]?.last ?? -1n) && (right[at]?.first ?? 0n) <= last)
}

/** Keys that do not overlap: the kernel refuses those that do. `intervals`: ranges and prefixes may be among them. */
function drawKeys(place: Place, fields: readonly Field[], intervals: boolean, count: number): Range[][] {
  const kept: Range[][] = []
  for (let drawn = 0; drawn < count; drawn++) {
    const ranges = fields.map((of) => {
      if (intervals && of.ranges && place.random.chance(0.6)) return of.drawRange(place)
      const value = of.draw(place)
      return { first: value, last: value }
    })
    if (!kept.some((other) => overlap(ranges, other))) kept.push(ranges)
  }
  return kept
}

function rangeText(of: Field, { first, last }: Range, place: Place): string {
  if (first === last) return of.text(first, place)
  const size = last - first + 1n
  if (isAddress(of) && (size & (size - 1n)) === 0n && first % size === 0n)
    return `${of.text(first, place)}/${place.universe.bits - (size.toString(2).length - 1)}`
  return `${of.text(first, place)}-${of.text(last, place)}`
}

export function keyText(fields: readonly Field[], ranges: readonly Range[], place: Place): string {
  return fields.map((of, at) => rangeText(of, ranges[at] as Range, place)).join(' . ')
}

/** A verdict as a map's value. */
export function verdict(place: Place): string {
  const { random, below } = place
  const jumps: readonly (readonly [string, number])[] =
    below.length > 0
      ? [
          [`jump ${random.pick(below)}`, 5],
          [`goto ${random.pick(below)}`, 2],
        ]
      : []
  return random.weighted([['accept', 2], ['drop', place.nat ? 0.3 : 2], ['return', 1], ['continue', 1], ...jumps])
}

export const markValue = (place: Place): string => `0x${place.random.pick([1, 2, 3, 0x10, 0x11, 0xff, 0x100]).toString(16)}`

export const given = (gives: Gives, place: Place): string =>
  gives === null ? '' : ` : ${gives === 'verdict' ? verdict(place) : markValue(place)}`

/** `{ … }`: what an anonymous set or map of these keys holds. */
export function elements(place: Place, fields: readonly Field[], gives: Gives, intervals: boolean): string {
  const keys = drawKeys(place, fields, intervals, place.random.int(1, 7))
  const texts = keys.map((ranges) => `${keyText(fields, ranges, place)}${given(gives, place)}`)
  if (gives !== null && fields.length === 1 && place.random.chance(0.12)) texts.push(`*${given(gives, place)}`)
  return `{ ${texts.join(', ')} }`
}

/** Declares a named set or map of this table; its verdicts may jump to `below` of the place. */
export function declare(place: Place, name: string): { readonly set: NftSet; readonly text: string } {
  const { random } = place
  const fields = fieldsOf(place)
  const dynamic = random.chance(0.12) && fields.every((of) => of.type !== 'ct_state' && of.type !== 'ifname')
  const gives: Gives = dynamic
    ? null
    : random.weighted<Gives>([
        [null, 5],
        ['verdict', 2],
        ['mark', 1],
      ])
  const intervals = !dynamic && fields.some((of) => of.ranges) && random.chance(0.55)
  const timeout = !dynamic && random.chance(0.1)
  const flags = [
    ...(dynamic ? ['dynamic'] : []),
    ...(intervals ? ['interval'] : []),
    ...(timeout || (dynamic && random.chance(0.3)) ? ['timeout'] : []),
  ]
  const type = random.chance(0.8) ? `type ${fields.map((of) => of.type).join(' . ')}` : `typeof ${key(fields)}`
  const value = gives === null ? '' : gives === 'verdict' ? ' : verdict' : ' : mark'
  const keys = drawKeys(place, fields, intervals, random.pick([0, 1, 3, 6, 12]))
  const texts = keys.map(
    (ranges) => `${keyText(fields, ranges, place)}${timeout && random.chance(0.5) ? ' timeout 1h' : ''}${given(gives, place)}`,
  )
  if (!dynamic && random.chance(0.08)) texts.push(`*${given(gives, place)}`)
  const lines = [
    `  ${gives === null ? 'set' : 'map'} ${name} {`,
    `    ${type}${value}`,
    ...(flags.length > 0 ? [`    flags ${flags.join(',')}`] : []),
    ...(dynamic ? ['    size 1024'] : []),
    ...(timeout && random.chance(0.3) ? ['    timeout 2h'] : []),
    ...(intervals && gives === null && fields.length === 1 && random.chance(0.2) ? ['    auto-merge'] : []),
    ...(random.chance(0.1) ? ['    comment "of remote ends"'] : []),
    ...(texts.length > 0 ? [`    elements = { ${texts.join(', ')} }`] : []),
    '  }',
  ]
  return { set: { name, fields, gives, dynamic }, text: lines.join('\n') }
}
