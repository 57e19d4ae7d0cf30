import { type Address, formatAddress, parseAddress } from '../net/address.ts'
import { AddressSet } from '../net/address-set.ts'
import { parsePrefix } from '../net/prefix.ts'
import { printable } from '../net/printable.ts'
import { CodedError } from '../model/error.ts'
import type { Host } from './netfilter/host.ts'
import type { Question } from './netfilter/question.ts'

/** Which packets are judged, as a person says it. What is left out is not known, but for what stands here as its default. */
export interface Asked {
  /** Where they come from: an address, a prefix such as `10.0.0.0/8`, or a set. Default: every address of the family. */
  readonly from?: string | AddressSet
  /** The address of the host that they are sent to. */
  readonly to?: string
  /** The port that they are sent to. Default 22. */
  readonly port?: number
  /** The port that they come from. */
  readonly fromPort?: number
  /** The interface of the host that they come in by. */
  readonly iface?: string
  /** `new`: a first SYN, and what answers it. `established`: a later segment of a connection that is open. Default `new`. */
  readonly state?: 'new' | 'established'
  /** Where neither `from` nor `to` tells it. Default 4. */
  readonly family?: 4 | 6
}

export interface Understood {
  readonly question: Question
  readonly remotes: AddressSet
}

const shown = (text: string): string => `"${printable(text, 60)}"`

/** @throws CodedError `address-invalid` */
function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (!address)
    throw new CodedError('address-invalid', `${shown(text)} is no address`, 'such as 203.0.113.7 or 2001:db8::7: a name is not looked up')
  // The rules of IPv4 judge what comes to a socket as ::ffff:0:0/96 (RFC 4291 section 2.5.5.2).
  return address.family === 6 && address.value >> 32n === 0xffffn ? { family: 4, value: address.value & 0xffffffffn } : address
}

function remotesOf(from: string | AddressSet): AddressSet {
  if (typeof from !== 'string') return from
  if (!from.includes('/')) return AddressSet.of(addressOf(from))
  const prefix = parsePrefix(from)
  if (!prefix) throw new CodedError('address-invalid', `${shown(from)} is no prefix`, 'such as 203.0.113.0/24 or 2001:db8::/32')
  return AddressSet.prefix(prefix)
}

/** @throws CodedError `port-invalid` */
function portOf(port: number): number {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port
  throw new CodedError('port-invalid', `${shown(String(port))} is no port`, 'a port is a number from 1 to 65535')
}

/** The interface of a packet from elsewhere, where there is but one beside loopback. */
function onlyInterface({ interfaces }: Host): string | null {
  const [one, more] = (interfaces ?? []).filter(({ name }) => name !== 'lo')
  return one && !more ? one.name : null
}

/**
 * The question to a walk. Without `iface` it is the only one of the host beside loopback, where that is known.
 * @throws CodedError where an address or port is none, or the families differ
 */
export function understood(asked: Asked, host: Host): Understood {
  const local = asked.to === undefined ? null : addressOf(asked.to)
  const remotes = asked.from === undefined ? AddressSet.all(local?.family ?? asked.family ?? 4) : remotesOf(asked.from)
  if (local && local.family !== remotes.family)
    throw new CodedError(
      'families-differ',
      `${formatAddress(local)} is IPv${local.family}, and what comes from IPv${remotes.family} is not sent to it`,
      `give the IPv${remotes.family} address of the server`,
    )
  return {
    remotes,
    question: {
      way: 'in',
      local,
      port: portOf(asked.port ?? 22),
      otherPort: asked.fromPort === undefined ? null : portOf(asked.fromPort),
      device: asked.iface ?? onlyInterface(host),
      state: asked.state ?? 'new',
    },
  }
}
