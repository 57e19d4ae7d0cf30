import { dataType } from '../data-types.ts'
import type { Host } from '../../host.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Loaded, notKnown } from '../value.ts'

const NOW = notKnown('the time at which the packet arrives')
const ZONE = notKnown('the time zone of the host')

const DAY = 86_400

/** The local time in seconds, as if it were UTC: the tools convert what they read and show (time_type_print, hour_type_print). */
function local({ at, timeZone }: Host): number | null {
  return at === null || timeZone === null ? null : at + timeZone
}

function onClock(host: Host, of: (seconds: number) => number): Loaded {
  const seconds = local(host)
  return seconds === null ? (host.at === null ? NOW : ZONE) : of(seconds)
}

const KEYS: ReadonlyMap<string, (seconds: number) => number> = new Map([
  ['time', (seconds) => seconds],
  ['hour', (seconds) => Math.floor(seconds) % DAY],
  // The first of January 1970 was a Thursday (nft_meta_weekday).
  ['day', (seconds) => (4 + Math.floor(seconds / DAY)) % 7],
])

const part: ExpressionPart = {
  documented: {
    name: 'meta time, day, hour',
    surety: 'firm',
    means: 'when the packet arrives, where time and time zone of the host were recorded',
  },
  keys: [...KEYS.keys()].map((key) => `meta ${key}`),
  read: (_json, _scope, key) => {
    const name = key.slice('meta '.length)
    const of = KEYS.get(name) ?? Math.floor
    return { types: [dataType(name)], load: (_packet, scene) => onClock(scene.host, of) }
  },
}
export default part
