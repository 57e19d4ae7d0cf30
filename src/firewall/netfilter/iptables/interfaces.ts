import { unknown } from '../answer.ts'
import type { Match } from '../ruleset.ts'
import { type Unreadable, unreadable } from './unreadable.ts'

/** IFNAMSIZ without the end of the string. */
const LONGEST = 15

/**
 * `-i` and `-o`: a name, or with `+` at its end all that begin so. A packet without that interface has an empty name (ip_packet_match());
 * `+` alone is any, that too.
 */
export function interfaceMatch(field: 'iif' | 'oif', pattern: string, inverted: boolean): Match | Unreadable {
  const prefix = pattern.endsWith('+') ? pattern.slice(0, -1) : null
  if (pattern === '' || pattern.length > LONGEST || /[\s/]/.test(pattern)) return unreadable(`no name of an interface: "${pattern}"`)
  if (prefix === '') return { match: () => !inverted }
  const why = field === 'iif' ? 'the interface it comes in by is not known' : 'the interface it leaves by is not known'
  return {
    match: (packet) => {
      const name = packet[field]
      // Which it is is not known, but it is not loopback.
      if (name === null) return pattern === 'lo' ? inverted : unknown(packet.family, why)
      return (prefix === null ? name === pattern : name.startsWith(prefix)) !== inverted
    },
  }
}
