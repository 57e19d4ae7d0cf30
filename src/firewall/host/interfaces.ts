import { type Address, parseAddress } from '../../net/address.ts'
import { parsePrefix } from '../../net/prefix.ts'
import type { HostAddress, Interface } from '../netfilter/host.ts'
import type { UnreadLine } from '../netfilter/ruleset.ts'
import { type Output, unreadLine } from './output.ts'

export interface InterfacesRead {
  readonly interfaces: readonly Interface[]
  readonly unread: readonly UnreadLine[]
}

interface Growing {
  readonly name: string
  index: number | null
  readonly addresses: HostAddress[]
}

const LONGEST = 4096
/** `2: eth0@if3: <BROADCAST,…> mtu …`, or with `-o` `2: eth0    inet …`. The part after `@` is the lower device. */
const HEAD = /^(\d{1,10}): ([^\s@:]{1,64}(?::[^\s@:]{1,16})?)(?:@[^\s:]{1,64})?(?::\s+<|\s+(?=inet6?\s|link\/))/
/** With `-br`: name, state, addresses. */
const BRIEF = /^([^\s@]{1,64})(?:@\S{1,64})?\s+(?:UNKNOWN|UP|DOWN|LOWERLAYERDOWN|NOTPRESENT|TESTING|DORMANT)(?:\s+|$)/
const INET = /(?:^|\s)inet6?\s+(\S{1,64})(?:\s+peer\s+(\S{1,64}))?/

/** `10.0.0.1/24`, or `10.8.0.1` with `peer 10.8.0.2/32`: then the prefix is that of the peer (ifa_address of ifaddrmsg). */
function addressOf(local: string, peer: string | undefined): HostAddress | null {
  const address = parseAddress(local.replace(/\/\d{1,3}$/, ''))
  const bits = address?.family === 4 ? 32 : 128
  const prefix = parsePrefix(peer ?? (local.includes('/') ? local : `${local}/${bits}`))
  if (!address || prefix?.family !== address.family) return null
  return { address: withoutZone(address), prefix }
}

function withoutZone({ family, value }: Address): Address {
  return { family, value }
}

/**
 * Reads `ip address`, with `-o`, `-br` or `-j`. Interfaces without an address are there where the form shows them.
 */
export function readInterfaces(output: Output): InterfacesRead {
  const json = output.lines.find((line) => line.trim() !== '')?.trimStart()
  if (json?.startsWith('[')) return readJson(output)
  const found = new Map<string, Growing>()
  const unread: UnreadLine[] = []
  let current: Growing | null = null
  const named = (name: string, index: number | null): Growing => {
    const known = found.get(name) ?? { name, index, addresses: [] }
    known.index ??= index
    found.set(name, known)
    return known
  }
  for (const [index, whole] of output.lines.entries()) {
    const line = whole.slice(0, LONGEST)
    if (line.trim() === '') continue
    const head = HEAD.exec(line)
    if (head) current = named(head[2] ?? '', Number(head[1]))
    const inet = INET.exec(line)
    if (inet && current && (head || /^\s/.test(line))) {
      const address = addressOf(inet[1] ?? '', inet[2])
      if (address) current.addresses.push(address)
      else unread.push(unreadLine(output, index, 'no address of ip(8)'))
      continue
    }
    const brief = head ? null : BRIEF.exec(line)
    if (brief) {
      const words = line.slice(brief[0].length).trim().split(/\s+/)
      const at = named(brief[1] ?? '', null)
      for (let word = 0; word < words.length; word++) {
        const peer = words[word + 1] === 'peer' ? words[word + 2] : undefined
        const address = addressOf(words[word] ?? '', peer)
        if (address) at.addresses.push(address)
        if (peer !== undefined) word += 2
      }
    } else if (!head && !(current && /^\s/.test(line))) unread.push(unreadLine(output, index, 'no line of ip address'))
  }
  return { interfaces: [...found.values()], unread }
}

interface JsonAddress {
  readonly local?: unknown
  readonly address?: unknown
  readonly prefixlen?: unknown
}

interface JsonLink {
  readonly ifindex?: unknown
  readonly ifname?: unknown
  readonly addr_info?: unknown
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** `address` is the peer, where there is one. */
function jsonAddress({ local, address, prefixlen }: JsonAddress): HostAddress | null {
  const bits = typeof prefixlen === 'number' ? prefixlen : -1
  return addressOf(textOf(local), `${textOf(address) || textOf(local)}/${bits}`)
}

function readJson(output: Output): InterfacesRead {
  const wrong = (): InterfacesRead => ({ interfaces: [], unread: [unreadLine(output, 0, 'no JSON of ip address')] })
  let json: unknown
  try {
    json = JSON.parse(output.lines.join('\n'))
  } catch {
    return wrong()
  }
  const unread: UnreadLine[] = []
  const interfaces = listOf(json)
    .filter(isObject)
    .flatMap(({ ifname, ifindex, addr_info: told }: JsonLink): readonly Interface[] => {
      if (textOf(ifname) === '') return []
      const all = listOf(told)
        .filter(isObject)
        .map((one) => jsonAddress(one))
      const addresses = all.filter((one) => one !== null)
      if (addresses.length < all.length) unread.push(unreadLine(output, 0, 'an address in the JSON of ip address is none'))
      return [{ name: textOf(ifname), index: typeof ifindex === 'number' ? ifindex : null, addresses }]
    })
  return interfaces.length === 0 ? wrong() : { interfaces, unread }
}
