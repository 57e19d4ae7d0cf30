import { attributesOf } from './rtnetlink.ts'
import { addressText } from './sockaddr.ts'

/** struct ifinfomsg and ifaddrmsg, linux/rtnetlink.h, linux/if_addr.h */
export const IFINFOMSG = { size: 16, type: 2, index: 4, flags: 8 } as const
export const IFADDRMSG = { size: 8, prefixLength: 1, index: 4 } as const

/** linux/if_link.h, linux/if_addr.h */
const IFLA = { ifname: 3, mtu: 4, linkinfo: 18 } as const
const IFLA_INFO_KIND = 1
const IFA = { address: 1, local: 2 } as const
/** linux/if.h */
const IFF_UP = 1
const IFF_RUNNING = 0x40
/** linux/if_arp.h */
const HARDWARE: Readonly<Record<number, string>> = { 1: 'ether', 512: 'ppp', 768: 'ipip', 772: 'loopback', 778: 'gre', 65534: 'none' }

/** A network interface, whether or not it is up. */
export interface Interface {
  readonly index: number
  readonly name: string
  /** rtnl_link_ops.kind, e.g. `wireguard`, `tun`, `bridge`, `veth`; else the type of its hardware. */
  readonly kind: string
  /** `down`: set down. `no-carrier`: up, with no link below. */
  readonly state: 'up' | 'down' | 'no-carrier'
  /** Bytes; 0 where not told. */
  readonly mtu: number
}

/** A C string of the kernel's, as far as an interface may be named. */
const name = (value: Buffer): string =>
  value
    .toString('latin1')
    .replace(/\0.*$/s, '')
    .replace(/[^!-~]/g, '?')
    .slice(0, 32)

/** Reads a message of type RTM_NEWLINK; null when it is none. */
export function parseLink(body: Buffer): Interface | null {
  if (body.length < IFINFOMSG.size) return null
  const attributes = attributesOf(body.subarray(IFINFOMSG.size))
  const value = (type: number): Buffer | undefined => attributes.find((one) => one.type === type)?.value
  const flags = body.readUInt32LE(IFINFOMSG.flags)
  const kind = attributesOf(value(IFLA.linkinfo) ?? Buffer.alloc(0)).find((one) => one.type === IFLA_INFO_KIND)?.value
  const mtu = value(IFLA.mtu)
  const named = name(value(IFLA.ifname) ?? Buffer.alloc(0))
  if (named === '') return null
  return {
    index: body.readInt32LE(IFINFOMSG.index),
    name: named,
    kind: (kind && name(kind)) || (HARDWARE[body.readUInt16LE(IFINFOMSG.type)] ?? 'other'),
    state: (flags & IFF_UP) === 0 ? 'down' : (flags & IFF_RUNNING) === 0 ? 'no-carrier' : 'up',
    mtu: mtu?.length === 4 ? mtu.readUInt32LE(0) : 0,
  }
}

/** Reads a message of type RTM_NEWADDR: the index of the interface, and `address/length`; null when it is none. */
export function parseInterfaceAddress(body: Buffer): { readonly index: number; readonly cidr: string } | null {
  if (body.length < IFADDRMSG.size) return null
  const attributes = attributesOf(body.subarray(IFADDRMSG.size))
  // On a point-to-point link IFA_ADDRESS is the other end.
  const own = attributes.find((one) => one.type === IFA.local) ?? attributes.find((one) => one.type === IFA.address)
  const address = own && addressText(own.value)
  if (address === undefined) return null
  return { index: body.readUInt32LE(IFADDRMSG.index), cidr: `${address}/${body.readUInt8(IFADDRMSG.prefixLength)}` }
}
