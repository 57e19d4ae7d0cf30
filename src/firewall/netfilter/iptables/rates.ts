import { wholeNumber } from './numbers.ts'

/** XT_LIMIT_SCALE of xt_limit.h: the most in a second. */
const MOST = 10_000

const PERIODS = ['second', 'minute', 'hour', 'day'] as const

/** `n[/period]`, the period shortened as one likes (parse_rate() of libxt_limit.c), in one form; null when it is none. */
export function readRate(text: string, most: number = MOST): string | null {
  const slash = text.indexOf('/')
  const number = wholeNumber(slash < 0 ? text : text.slice(0, slash), 0xffff_ffff)
  const unit = slash < 0 ? 'second' : text.slice(slash + 1).toLowerCase()
  const period = unit === '' ? undefined : PERIODS.find((name) => name.startsWith(unit))
  const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400 }
  if (!number || !period || number / seconds[period] > most) return null
  return `${number}/${period}`
}
