import { RTMSG } from './layout.ts'
import { attributesOf, type Attribute } from './rtnetlink.ts'
import { addressText } from './sockaddr.ts'

/** linux/rtnetlink.h, linux/fib_rules.h: struct fib_rule_hdr has the form of struct rtmsg. */
const RTA = { dst: 1, oif: 4, gateway: 5, priority: 6, table: 15 } as const
const FRA = { dst: 1, src: 2, iif: 3, priority: 6, mark: 10, suppress: 14, table: 15, oif: 17, uids: 20, protocol: 22, ports: 24 } as const
const HEADER = { srcLength: 2, table: 4, action: 7, flags: 8 } as const
const RTM_F_CLONED = 0x200
const FIB_RULE_INVERT = 2
const ROUTE_TYPES: Readonly<Record<number, string>> = { 1: 'unicast', 6: 'blackhole', 7: 'unreachable', 8: 'prohibit', 9: 'throw' }
const RULE_ACTIONS: Readonly<Record<number, string>> = { 1: 'lookup', 2: 'goto', 3: 'nop', 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' }
/** linux/rtnetlink.h: RT_TABLE_*. */
const TABLES: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' }
const LOCAL_TABLE = 255

type Devices = (index: number) => string | undefined

class Fields {
  readonly #attributes: readonly Attribute[]

  constructor(body: Buffer) {
    this.#attributes = attributesOf(body.subarray(RTMSG.size))
  }

  value(type: number): Buffer | undefined {
    return this.#attributes.find((one) => one.type === type)?.value
  }

  number(type: number): number | undefined {
    const value = this.value(type)
    return value?.length === 4 ? value.readUInt32LE(0) : undefined
  }

  address(type: number): string | undefined {
    const value = this.value(type)
    return value && addressText(value)
  }

  name(type: number): string | undefined {
    const text = this.value(type)
      ?.toString('latin1')
      .replace(/\0.*$/s, '')
      .replace(/[^!-~]/g, '?')
    return text === '' ? undefined : text?.slice(0, 32)
  }
}

const tableName = (table: number): string => TABLES[table] ?? String(table)

/**
 * An entry of a routing table as `ip route` writes it, with `table NAME` at its end; null for what is no route of people: the table local,
 * cached entries.
 */
export function routeLine(body: Buffer, devices: Devices): string | null {
  if (body.length < RTMSG.size) return null
  const fields = new Fields(body)
  const table = fields.number(RTA.table) ?? body.readUInt8(HEADER.table)
  const type = ROUTE_TYPES[body.readUInt8(RTMSG.type)]
  if (table === LOCAL_TABLE || type === undefined || (body.readUInt32LE(RTMSG.flags) & RTM_F_CLONED) !== 0) return null
  const length = body.readUInt8(RTMSG.dstLength)
  const destination = fields.address(RTA.dst)
  const gateway = fields.address(RTA.gateway)
  const device = devices(fields.number(RTA.oif) ?? 0)
  const metric = fields.number(RTA.priority)
  return [
    ...(type === 'unicast' ? [] : [type]),
    length === 0 || destination === undefined ? 'default' : `${destination}/${length}`,
    ...(gateway === undefined ? [] : ['via', gateway]),
    // IPv6 gives refused routes the loopback's name.
    ...(device === undefined || type !== 'unicast' ? [] : ['dev', device]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    'table',
    tableName(table),
  ].join(' ')
}

/** A policy rule as `ip rule` writes it: `PRIORITY: from all … ACTION`; null when it is none. */
export function ruleLine(body: Buffer): string | null {
  if (body.length < RTMSG.size) return null
  const fields = new Fields(body)
  const action = RULE_ACTIONS[body.readUInt8(HEADER.action)]
  if (action === undefined) return null
  const table = fields.number(FRA.table) ?? body.readUInt8(HEADER.table)
  const source = fields.address(FRA.src)
  const destination = fields.address(FRA.dst)
  const mark = fields.number(FRA.mark)
  const uids = fields.value(FRA.uids)
  const ports = fields.value(FRA.ports)
  const protocol = fields.value(FRA.protocol)
  const suppress = fields.number(FRA.suppress)
  const invert = (body.readUInt32LE(HEADER.flags) & FIB_RULE_INVERT) !== 0
  const [incoming, outgoing] = [fields.name(FRA.iif), fields.name(FRA.oif)]
  const words = [
    `${fields.number(FRA.priority) ?? 0}:`,
    ...(invert ? ['not'] : []),
    'from',
    source === undefined ? 'all' : `${source}/${body.readUInt8(HEADER.srcLength)}`,
    ...(destination === undefined ? [] : ['to', `${destination}/${body.readUInt8(RTMSG.dstLength)}`]),
    ...(mark === undefined ? [] : ['fwmark', `0x${mark.toString(16)}`]),
    ...(incoming === undefined ? [] : ['iif', incoming]),
    ...(outgoing === undefined ? [] : ['oif', outgoing]),
    ...(uids?.length === 8 ? ['uidrange', `${uids.readUInt32LE(0)}-${uids.readUInt32LE(4)}`] : []),
    ...(protocol?.length === 1 ? ['ipproto', String(protocol.readUInt8(0))] : []),
    ...(ports?.length === 4 ? ['dport', `${ports.readUInt16LE(0)}-${ports.readUInt16LE(2)}`] : []),
    action,
    ...(action === 'lookup' ? [tableName(table)] : []),
    ...(suppress === undefined || suppress === 0xffffffff ? [] : ['suppress_prefixlength', String(suppress)]),
  ]
  return words.join(' ')
}
