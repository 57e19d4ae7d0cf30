import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

/** Bits of ip6t_ipv6header.h. */
const HEADERS: ReadonlyMap<string, number> = new Map([
  ['hop-by-hop', 128],
  ['hop', 128],
  ['0', 128],
  ['ipv6-opts', 64],
  ['dst', 64],
  ['60', 64],
  ['ipv6-route', 32],
  ['route', 32],
  ['43', 32],
  ['ipv6-frag', 16],
  ['frag', 16],
  ['44', 16],
  ['ah', 8],
  ['auth', 8],
  ['51', 8],
  ['esp', 4],
  ['50', 4],
  ['ipv6-nonxt', 2],
  ['none', 2],
  ['59', 2],
  ['prot', 1],
  ['proto', 1],
  ['protocol', 1],
  ['255', 1],
])

/** MASK_PROTO: an upper layer is all that a plain packet has. */
const PLAIN = 1

const ipv6header: MatchPart = {
  name: 'ipv6header',
  families: [6],
  surety: 'firm',
  means: 'which headers of IPv6 the packet has: none but that of its upper layer',
  options: { header: 1, soft: 0 },
  read: (options) => {
    const header = options.find(({ name }) => name === 'header')
    let asked = 0
    for (const name of header?.values[0]?.split(',') ?? ['']) {
      const bit = HEADERS.get(name.toLowerCase())
      if (bit === undefined) return unreadable(`no header: "${name}"`)
      asked |= bit
    }
    const inverted = header?.inverted ?? false
    const soft = options.some(({ name }) => name === 'soft')
    // ipv6header_mt6(): all of those asked, or just those.
    const holds = soft ? ((PLAIN ^ asked ^ (inverted ? 0xff : 0)) & asked) === 0 : (PLAIN === asked) !== inverted
    return { match: () => holds }
  },
}

export default ipv6header
