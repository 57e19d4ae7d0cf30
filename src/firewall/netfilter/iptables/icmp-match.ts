import { unknown } from '../answer.ts'
import type { MatchPart } from './match.ts'
import { numberRange, wholeNumber } from './numbers.ts'
import { unreadable } from './unreadable.ts'

/** A type of ICMP, and the codes that count. */
interface IcmpType {
  readonly type: number
  readonly first: number
  readonly last: number
}

interface IcmpMatch extends Pick<MatchPart, 'name' | 'means'> {
  readonly family: 4 | 6
  readonly option: string
  readonly protocol: number
  /** `name type` or `name type/code`, with blanks between. */
  readonly types: string
  /** The type that the kernel takes for any. */
  readonly any: number | null
}

/** The matches `icmp` and `icmp6` (icmp_match() of xt_tcpudp.c or ip_tables.c). */
export function icmpMatch({ name, family, option, protocol, types, any, means }: IcmpMatch): MatchPart {
  const named = new Map(
    types.match(/\S+ \S+/g)?.map((pair) => {
      const [word = '', number = ''] = pair.split(' ')
      return [word, readNumbers(number)] as const
    }),
  )
  return {
    name,
    families: [family],
    surety: 'firm',
    means,
    options: { [option]: 1 },
    read: ([asked]) => {
      const text = asked?.values[0] ?? ''
      const icmp = named.get(text.toLowerCase()) ?? readNumbers(text)
      if (!asked || !icmp) return unreadable(`no type of ICMP: "${text}"`)
      return {
        match: (packet) => {
          if (packet.protocol !== protocol) return false
          if (icmp.type === any) return !asked.inverted
          if (packet.icmp === null) return unknown(packet.family, 'the type of ICMP is not known')
          const { type, code } = packet.icmp
          return (type === icmp.type && code >= icmp.first && code <= icmp.last) !== asked.inverted
        },
      }
    },
  }
}

/** `type`, `type/code` or `type/from:to`. */
function readNumbers(text: string): IcmpType | null {
  const slash = text.indexOf('/')
  const type = wholeNumber(slash < 0 ? text : text.slice(0, slash), 255)
  const codes = slash < 0 ? { first: 0, last: 255 } : numberRange(text.slice(slash + 1), 255)
  return type === null || !codes ? null : { type, ...codes }
}
