import {
  CMSGHDR,
  IP_RECVERR,
  IP_TTL,
  IPV6_HOPLIMIT,
  IPV6_RECVERR,
  SOCK_EXTENDED_ERR,
  SOL_IP,
  SOL_IPV6,
  SO_EE_ORIGIN_ICMP,
  SO_EE_ORIGIN_ICMP6,
  SO_EE_ORIGIN_LOCAL,
} from './layout.ts'
import { readSockaddr } from './sockaddr.ts'

/** One entry of a socket's error queue (ip(7), IP_RECVERR). */
export interface QueuedError {
  readonly errno: number
  readonly origin: 'icmp' | 'local' | 'other'
  readonly type: number
  readonly code: number
  /** Who sent the ICMP error. */
  readonly offender?: string
  /** TTL or hop limit of the ICMP packet as it arrived. */
  readonly ttl?: number
}

const ORIGINS: Readonly<Record<number, QueuedError['origin']>> = {
  [SO_EE_ORIGIN_LOCAL]: 'local',
  [SO_EE_ORIGIN_ICMP]: 'icmp',
  [SO_EE_ORIGIN_ICMP6]: 'icmp',
}

interface ControlMessage {
  readonly level: number
  readonly type: number
  readonly data: Buffer
}

function* controlMessages(control: Buffer): Generator<ControlMessage> {
  let at = 0
  while (at + CMSGHDR.size <= control.length) {
    const length = control.readBigUInt64LE(at + CMSGHDR.length)
    if (length < BigInt(CMSGHDR.size) || length > BigInt(control.length - at)) return
    const end = at + Number(length)
    yield {
      level: control.readInt32LE(at + CMSGHDR.level),
      type: control.readInt32LE(at + CMSGHDR.type),
      data: control.subarray(at + CMSGHDR.data, end),
    }
    at = Math.ceil(end / CMSGHDR.align) * CMSGHDR.align
  }
}

/**
 * Reads the control messages of one recvmsg(MSG_ERRQUEUE):
 * IP_TTL or IPV6_HOPLIMIT (an int), and IP_RECVERR or IPV6_RECVERR: struct sock_extended_err, then the offender's sockaddr.
 * @returns null when there is no error in it
 */
export function parseErrorQueue(control: Buffer): QueuedError | null {
  let ttl: number | undefined
  let error: Buffer | undefined
  for (const { level, type, data } of controlMessages(control)) {
    const isTtl = (level === SOL_IP && type === IP_TTL) || (level === SOL_IPV6 && type === IPV6_HOPLIMIT)
    if (isTtl && data.length >= 4) ttl = data.readInt32LE(0)
    const isError = (level === SOL_IP && type === IP_RECVERR) || (level === SOL_IPV6 && type === IPV6_RECVERR)
    if (isError && data.length >= SOCK_EXTENDED_ERR.size) error = data
  }
  if (!error) return null
  const offender = readSockaddr(error.subarray(SOCK_EXTENDED_ERR.size))
  return {
    errno: error.readUInt32LE(SOCK_EXTENDED_ERR.errno),
    origin: ORIGINS[error.readUInt8(SOCK_EXTENDED_ERR.origin)] ?? 'other',
    type: error.readUInt8(SOCK_EXTENDED_ERR.type),
    code: error.readUInt8(SOCK_EXTENDED_ERR.code),
    ...(offender === undefined ? {} : { offender }),
    ...(ttl === undefined || ttl < 0 || ttl > 255 ? {} : { ttl }),
  }
}
