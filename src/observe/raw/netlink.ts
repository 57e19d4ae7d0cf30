import type { Address } from '../../net/address.ts'
import type { RouteEvidence } from '../../model/observation.ts'
import {
  AF_INET,
  AF_INET6,
  IPPROTO_TCP,
  NLMSGHDR,
  NLMSG_ERROR,
  NLM_F_REQUEST,
  RTATTR,
  RTA_DPORT,
  RTA_DST,
  RTA_GATEWAY,
  RTA_IP_PROTO,
  RTA_METRICS,
  RTA_OIF,
  RTA_PREFSRC,
  RTA_SRC,
  RTA_VIA,
  RTAX_HOPLIMIT,
  RTMSG,
  RTM_F_FIB_MATCH,
  RTM_GETROUTE,
  RTM_NEWROUTE,
} from './layout.ts'
import { attributesOf } from './rtnetlink.ts'
import { addressBytes, addressText } from './sockaddr.ts'

/** What is asked of the routing table. */
export interface RouteQuestion {
  readonly to: Address
  readonly port: number
  readonly from: Address | null
  /** Index of the interface to leave by, or 0: any. */
  readonly device: number
  /** True: the entry of the table that matches. False: the way a packet would take. */
  readonly entry: boolean
}

/** The answer to one RTM_GETROUTE. */
export type RouteAnswer =
  | { readonly kind: 'error'; readonly errno: number }
  | {
      readonly kind: 'route'
      readonly type: RouteEvidence['type']
      readonly prefixLength: number
      readonly destination?: string
      readonly source?: string
      readonly gateway?: string
      readonly device?: number
      /** RTAX_HOPLIMIT, 1 to 255. */
      readonly hopLimit?: number
    }

/** rtm_type, linux/rtnetlink.h */
const TYPES: Readonly<Record<number, RouteEvidence['type']>> = {
  1: 'unicast',
  2: 'local',
  3: 'broadcast',
  5: 'multicast',
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
  9: 'throw',
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Math.ceil((RTATTR.size + value.length) / RTATTR.align) * RTATTR.align
  const bytes = Buffer.alloc(padded)
  bytes.writeUInt16LE(RTATTR.size + value.length, RTATTR.length)
  bytes.writeUInt16LE(type, RTATTR.type)
  bytes.set(value, RTATTR.size)
  return bytes
}

/** One RTM_GETROUTE: nlmsghdr, rtmsg, attributes. Protocol and port are told because `ip rule` may look at them. */
export function routeRequest(question: RouteQuestion, sequence: number): Buffer {
  const { to, from, device } = question
  const port = Buffer.alloc(2)
  port.writeUInt16BE(question.port)
  const index = Buffer.alloc(4)
  index.writeUInt32LE(device)
  const attributes = [
    attribute(RTA_DST, addressBytes(to)),
    ...(from ? [attribute(RTA_SRC, addressBytes(from))] : []),
    ...(device > 0 ? [attribute(RTA_OIF, index)] : []),
    attribute(RTA_IP_PROTO, Buffer.from([IPPROTO_TCP])),
    attribute(RTA_DPORT, port),
  ]
  const message = Buffer.alloc(RTMSG.size)
  message.writeUInt8(to.family === 4 ? AF_INET : AF_INET6, RTMSG.family)
  message.writeUInt8(to.family === 4 ? 32 : 128, RTMSG.dstLength)
  message.writeUInt32LE(question.entry ? RTM_F_FIB_MATCH : 0, RTMSG.flags)
  const body = Buffer.concat([message, ...attributes])
  const header = Buffer.alloc(NLMSGHDR.size)
  header.writeUInt32LE(NLMSGHDR.size + body.length, NLMSGHDR.length)
  header.writeUInt16LE(RTM_GETROUTE, NLMSGHDR.type)
  header.writeUInt16LE(NLM_F_REQUEST, NLMSGHDR.flags)
  header.writeUInt32LE(sequence, NLMSGHDR.sequence)
  return Buffer.concat([header, body])
}

/** RTAX_HOPLIMIT in the list that RTA_METRICS holds; 0 means that the route sets none. */
function hopLimitOf(metrics: Buffer): number | undefined {
  for (const { type, value } of attributesOf(metrics)) {
    if (type !== RTAX_HOPLIMIT || value.length !== 4) continue
    const limit = value.readUInt32LE(0)
    return limit >= 1 && limit <= 255 ? limit : undefined
  }
  return undefined
}

function parseRoute(body: Buffer): RouteAnswer | null {
  if (body.length < RTMSG.size) return null
  let destination: string | undefined
  let source: string | undefined
  let gateway: string | undefined
  let device: number | undefined
  let hopLimit: number | undefined
  for (const { type, value } of attributesOf(body.subarray(RTMSG.size))) {
    if (type === RTA_DST) destination = addressText(value)
    else if (type === RTA_PREFSRC) source = addressText(value)
    else if (type === RTA_GATEWAY) gateway = addressText(value)
    // struct rtvia: the family of the gateway, then its address: IPv4 by an IPv6 next hop.
    else if (type === RTA_VIA) gateway = addressText(value.subarray(2))
    else if (type === RTA_OIF && value.length === 4) device = value.readUInt32LE(0)
    else if (type === RTA_METRICS) hopLimit = hopLimitOf(value)
  }
  return {
    kind: 'route',
    type: TYPES[body.readUInt8(RTMSG.type)] ?? 'unknown',
    prefixLength: body.readUInt8(RTMSG.dstLength),
    ...(destination === undefined ? {} : { destination }),
    ...(source === undefined ? {} : { source }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(device === undefined ? {} : { device }),
    ...(hopLimit === undefined ? {} : { hopLimit }),
  }
}

/** Reads one datagram of a netlink socket. @returns null when the answer to `sequence` is not in it */
export function parseRouteAnswer(bytes: Buffer, sequence: number): RouteAnswer | null {
  for (let at = 0; at + NLMSGHDR.size <= bytes.length;) {
    const length = bytes.readUInt32LE(at + NLMSGHDR.length)
    if (length < NLMSGHDR.size || length > bytes.length - at) return null
    const body = bytes.subarray(at + NLMSGHDR.size, at + length)
    if (bytes.readUInt32LE(at + NLMSGHDR.sequence) === sequence) {
      const type = bytes.readUInt16LE(at + NLMSGHDR.type)
      if (type === RTM_NEWROUTE) return parseRoute(body)
      // struct nlmsgerr begins with the negative errno.
      if (type === NLMSG_ERROR && body.length >= 4) return { kind: 'error', errno: -body.readInt32LE(0) }
    }
    at += Math.ceil(length / NLMSGHDR.align) * NLMSGHDR.align
  }
  return null
}
