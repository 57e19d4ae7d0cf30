import { unknown } from '../answer.ts'
import type { MatchPart } from './match.ts'

interface HeaderMatch extends Pick<MatchPart, 'name' | 'families' | 'options'> {
  /** What it reads, such as `an SCTP header`. */
  readonly header: string
  /** IPPROTO_* of that header; null: an extension header of IPv6, which no packet has that is walked. */
  readonly protocol: number | null
}

/**
 * A match on a header that a TCP segment does not have. The kernel's matches do not hold where their header is not found, whatever is
 * inverted (sctp_mt(), ah_mt6(), hbh_mt6() and so on).
 */
export function headerMatch({ name, families, options, header, protocol }: HeaderMatch): MatchPart {
  return {
    name,
    families,
    surety: 'firm',
    means: `${header}: a packet of another protocol has none, and does not match`,
    options,
    read: () => ({
      match: (packet) => packet.protocol === protocol && unknown(packet.family, `what stands in ${header} is not known`),
    }),
  }
}
