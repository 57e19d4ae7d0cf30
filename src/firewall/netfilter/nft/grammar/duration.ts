import { Unreadable } from './unreadable.ts'

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
])

/**
 * Reads a time of nft(8), such as `1d2h3m4s500ms`; without a unit it is seconds.
 * @returns milliseconds
 * @throws Unreadable when it is none
 */
export function milliseconds(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1000
  let total = 0
  let end = 0
  for (const [part, count = '', unit = ''] of text.matchAll(/(\d{1,12})(ms|[wdhms])/gy)) {
    total += Number(count) * (MILLISECONDS.get(unit) ?? 0)
    end += part.length
  }
  if (end === 0 || end !== text.length) throw new Unreadable(`${text} is no time`)
  return total
}

/** As milliseconds, in whole seconds, as nft -j prints them. */
export function seconds(text: string): number {
  return Math.floor(milliseconds(text) / 1000)
}
