import type { Packet } from '../../packet.ts'
import { dataType, IFACE_INDEX, IFNAME, integer } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { BREAK, notKnown } from '../value.ts'

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ['iiftype', dataType('iface_type')],
  ['oiftype', dataType('iface_type')],
  ['iifgroup', dataType('devgroup')],
  ['oifgroup', dataType('devgroup')],
  ['iifkind', IFNAME],
  ['oifkind', IFNAME],
  ['sdif', IFACE_INDEX],
  ['sdifname', IFNAME],
  ['ibrname', IFNAME],
  ['obrname', IFNAME],
  ['ibriport', IFNAME],
  ['ibrpvid', integer(16)],
  ['ibrvproto', dataType('ether_type')],
])

const ARPHRD_LOOPBACK = 772

/** nft_meta_get_eval: without a device, type and group break the rule. */
const part: ExpressionPart = {
  documented: {
    name: 'meta iiftype, iifgroup, iifkind, sdif, ibrname …',
    surety: 'unknown',
    means: 'type, group and master of an interface are not recorded',
  },
  keys: [...TYPES.keys()].map((key) => `meta ${key}`),
  read: (_json, _scope, key) => {
    const name = key.slice('meta '.length)
    const unknown = { ...notKnown(`${name} of the interface is not known`), mayBreak: true } as const
    const breaks = name.endsWith('type') || name.endsWith('group')
    const device = name.startsWith('i') ? (packet: Packet) => packet.iif : (packet: Packet) => packet.oif
    return {
      types: [TYPES.get(name) ?? IFNAME],
      load: (packet) => {
        if (breaks && device(packet) === '') return BREAK
        return name.endsWith('type') && device(packet) === 'lo' ? ARPHRD_LOOPBACK : unknown
      },
    }
  },
}
export default part
