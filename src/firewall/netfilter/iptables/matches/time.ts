import { unknown } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import type { Option } from '../option.ts'
import { type Unreadable, unreadable } from '../unreadable.ts'

const DAY = 86_400
/** 2038, which libxt_time means by no end (INT_MAX). */
const FOREVER = 0x7fff_ffff
const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const ALL_WEEKDAYS = 0xfe
const ALL_MONTHDAYS = 0xffff_fffe

/** As struct xt_time_info. */
interface Times {
  dateStart: number
  dateStop: number
  /** Seconds of the day; both belong to it. */
  start: number
  stop: number
  /** Bit n: the day n, 1 to 7 from Monday, 1 to 31. */
  weekdays: number
  monthdays: number
  contiguous: boolean
  /** In the time zone of the kernel, not in UTC. */
  zoned: boolean
}

const time: MatchPart = {
  name: 'time',
  families: [4, 6],
  surety: 'firm',
  means: 'the time at which the packet arrives',
  options: {
    datestart: 1,
    datestop: 1,
    timestart: 1,
    timestop: 1,
    monthdays: 1,
    weekdays: 1,
    contiguous: 0,
    kerneltz: 0,
    localtz: 0,
    utc: 0,
  },
  read: (options) => {
    const times = readTimes(options)
    if ('unreadable' in times) return times
    return {
      match: ({ family }, { host }) => {
        if (host.at === null) return unknown(family, 'the time is not known')
        if (times.zoned && host.timeZone === null) return unknown(family, 'the time zone of the kernel is not known')
        return holds(times, Math.floor(host.at) + (times.zoned ? (host.timeZone ?? 0) : 0))
      },
    }
  },
}

export default time

function readTimes(options: readonly Option[]): Times | Unreadable {
  const times: Times = {
    dateStart: 0,
    dateStop: FOREVER,
    start: 0,
    stop: DAY - 1,
    weekdays: ALL_WEEKDAYS,
    monthdays: ALL_MONTHDAYS,
    contiguous: false,
    zoned: false,
  }
  for (const { name, inverted, values } of options) {
    const [text = ''] = values
    const read = readers.get(name)?.(text, inverted) ?? null
    if (read === null) return unreadable(`no time: "${text}"`)
    Object.assign(times, read)
  }
  return times
}

const readers: ReadonlyMap<string, (text: string, inverted: boolean) => Partial<Times> | null> = new Map([
  ['datestart', (text: string) => field('dateStart', readDate(text))],
  ['datestop', (text: string) => field('dateStop', readDate(text))],
  ['timestart', (text: string) => field('start', readClock(text))],
  ['timestop', (text: string) => field('stop', readClock(text))],
  ['weekdays', (text: string, inverted: boolean) => field('weekdays', readDays(text, inverted, ALL_WEEKDAYS, weekday))],
  ['monthdays', (text: string, inverted: boolean) => field('monthdays', readDays(text, inverted, ALL_MONTHDAYS, monthday))],
  ['contiguous', () => ({ contiguous: true })],
  ['kerneltz', () => ({ zoned: true })],
  ['localtz', () => ({ zoned: true })],
  ['utc', () => ({})],
])

function field(name: keyof Times, value: number | null): Partial<Times> | null {
  return value === null ? null : { [name]: value }
}

/** `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`, in seconds since 1970. */
function readDate(text: string): number | null {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?)?)?$/.exec(text)
  if (!match) return null
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59
  if (year === undefined || year < 1970 || year > 2038 || !valid) return null
  return Math.min(Date.UTC(year, month - 1, day, hour, minute, second) / 1000, FOREVER)
}

/** `hh:mm[:ss]`, in seconds of the day. */
function readClock(text: string): number | null {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text)
  if (!match) return null
  const [hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return hour > 23 || minute > 59 || second > 59 ? null : hour * 3600 + minute * 60 + second
}

function readDays(text: string, inverted: boolean, all: number, day: (word: string) => number | null): number | null {
  let days = 0
  for (const word of text.split(',', 32)) {
    const number = day(word)
    if (number === null) return null
    days |= 1 << number
  }
  return (inverted ? days ^ all : days) >>> 0
}

function weekday(word: string): number | null {
  if (/^[1-7]$/.test(word)) return Number(word)
  const index = DAYS.findIndex((day) => word.toLowerCase().startsWith(day.toLowerCase()))
  return index < 0 || !/^[a-z]+$/i.test(word) ? null : index + 1
}

function monthday(word: string): number | null {
  return /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= 31 ? Number(word) : null
}

/** time_mt() of xt_time.c. @param stamp seconds since 1970, in the zone that counts */
function holds({ dateStart, dateStop, start, stop, weekdays, monthdays, contiguous }: Times, stamp: number): boolean {
  if (stamp < dateStart || stamp > dateStop) return false
  const clock = stamp % DAY
  let day = Math.floor(stamp / DAY)
  if (start < stop) {
    if (clock < start || clock > stop) return false
  } else {
    if (clock < start && clock > stop) return false
    // After midnight it still counts as the day that it began on.
    if (contiguous && clock <= stop) day--
  }
  // 1970-01-01 was a Thursday, which is 4.
  const ofWeek = ((day + 3) % 7) + 1
  return ((weekdays >>> ofWeek) & 1) === 1 && ((monthdays >>> new Date(day * DAY * 1000).getUTCDate()) & 1) === 1
}
