import { type Answer, unknown } from '../answer.ts'
import type { Packet } from '../packet.ts'

/** Whether the differentiated services octet is `value` under `mask`: six bits of DSCP, two of ECN (RFC 3168 section 23.1). */
export function octetAnswer({ family, fields }: Packet, value: number, mask: number, inverted: boolean): Answer {
  const header = family === 4 ? 'ip' : 'ip6'
  const [dscp, ecn] = [fields.get(`${header} dscp`), fields.get(`${header} ecn`)]
  const known = (dscp === undefined ? 0 : 0xfc) | (ecn === undefined ? 0 : 0x03)
  const octet = ((dscp ?? 0) << 2) | (ecn ?? 0)
  if ((octet & mask & known) !== (value & known) || (value & ~mask) !== 0) return inverted
  return (mask & ~known) === 0 ? !inverted : unknown(family, 'the type of service is not known')
}
