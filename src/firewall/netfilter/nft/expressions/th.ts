import { PROTOCOL } from '../../packet.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { PORTS } from '../ports.ts'
import { notKnown } from '../value.ts'

const NO_PORTS = notKnown('what an ICMP message has where others have ports')

/** The first two words of any transport header, whatever its protocol (nft_payload, NFT_PAYLOAD_TRANSPORT_HEADER). */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>(
  PORTS.map(([name, field]) => [
    name,
    {
      ...field,
      load: (packet, scene) =>
        packet.protocol === PROTOCOL.icmp || packet.protocol === PROTOCOL.icmpv6 ? NO_PORTS : (field.load?.(packet, scene) ?? NO_PORTS),
    },
  ]),
)

const part: ExpressionPart = {
  documented: { name: 'th', surety: 'firm', means: 'ports of any transport protocol' },
  keys: ['payload th'],
  read: headerFields('th', FIELDS, () => true),
}
export default part
