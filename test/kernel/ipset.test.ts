import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/net/address-set.ts'
import { parseAddress } from '../../src/net/address.ts'
import type { Answer } from '../../src/firewall/netfilter/answer.ts'
import { UNREAD_HOST } from '../../src/firewall/netfilter/host.ts'
import { readIpsets } from '../../src/firewall/netfilter/ipset/read.ts'
import { type Packet, type PacketAddress, PROTOCOL, REMOTE } from '../../src/firewall/netfilter/packet.ts'
import { kernelMissing } from './needs.ts'

/**
 * The kernel judges the model of ipset: random sets of every type that it has, a rule that asks each of them, and packets over lo in a network
 * namespace where every address is local. A set that a rule finds a packet in writes down its source port, which no other packet has.
 */
const TYPES = [
  'bitmap:ip range 10.0.0.0/22',
  'bitmap:ip range 10.0.0.0/16 netmask 24',
  'bitmap:ip,mac range 10.0.0.0/22',
  'bitmap:port range 20-2300',
  'hash:ip',
  'hash:ip netmask 28',
  'hash:ip bitmask 255.255.0.253',
  'hash:mac',
  'hash:ip,mac',
  'hash:ip,port',
  'hash:ip,port netmask 30',
  'hash:ip,port,ip',
  'hash:ip,port,net',
  'hash:ip,mark',
  'hash:net',
  'hash:net,net',
  'hash:net,port',
  'hash:net,port,net',
  'hash:net,iface',
  'list:set size 4',
]
const PORTS = [22, 23, 80, 2222]

interface Rule {
  readonly set: string
  readonly directions: readonly string[]
  readonly exceptions: boolean
  readonly inverted: boolean
}

interface Sent {
  readonly protocol: 'udp' | 'tcp'
  readonly source: string
  readonly sourcePort: number
  readonly destination: string
  readonly port: number
}

type Random = (below: number) => number

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** From so few that sets often have it. */
function addressOf(random: Random, family: 4 | 6): string {
  return family === 4 ? `10.0.${random(4)}.${random(32)}` : `2001:db8:${random(2)}::${random(2)}:${random(24).toString(16)}`
}

function entryOf(random: Random, type: string, family: 4 | 6): string {
  const [name = ''] = type.split(' ')
  const parts = (name.split(':')[1] ?? '').split(',').map((dimension) => {
    switch (dimension) {
      case 'ip':
        return addressOf(random, family)
      case 'net':
        return `${addressOf(random, family)}/${family === 4 ? 20 + random(13) : [32, 40, 48, 112, 120, 124, 126, 127, 128][random(9)]}`
      case 'port': {
        const port = PORTS[random(4)] ?? 0
        const ports = random(6) === 0 ? `${port}-${port + random(60)}` : `${port}`
        return name === 'bitmap:port' || random(3) === 0 ? ports : `${['tcp', 'udp'][random(2)]}:${ports}`
      }
      case 'mac':
        return `02:00:00:00:00:0${random(4)}`
      case 'mark':
        return `0x${random(2)}`
      default:
        return ['lo', 'eth0', 'l wildcard', 'eth wildcard'][random(4)] ?? ''
    }
  })
  if (name === 'bitmap:ip,mac' && random(2) === 0) parts.pop()
  const nomatch = name.includes('net') && random(3) === 0 ? ' nomatch' : ''
  return `${parts.join(',')}${nomatch}`
}

/** Text for `ipset restore`, of the types that the kernel has. */
function setsOf(random: Random, family: 4 | 6, types: readonly string[]): string {
  const lines: string[] = []
  const names: string[] = []
  for (let type of types) {
    const fixed = type.startsWith('bitmap:') || type.startsWith('list:')
    if (family === 6 && type.includes('mask') && !type.startsWith('bitmap:'))
      type = type.replace(/(netmask|bitmask) .*/, random(2) === 0 ? 'netmask 124' : 'bitmask ffff:ffff:fff0:ffff:ffff:ffff:ffff:fffd')
    for (let many = 0; many < 3; many++) {
      const name = `s${names.length}`
      lines.push(
        `create ${name} ${type}${fixed ? '' : ` family inet${family === 6 ? '6' : ''} hashsize 64`}${random(3) === 0 ? ' counters' : ''}`,
      )
      if (type.startsWith('list:')) for (let at = 0; at < 3; at++) lines.push(`add ${name} s${random(names.length - many)} -exist`)
      else
        for (let at = random(24); at > 0; at--)
          lines.push(`add ${name} ${entryOf(random, type, type.startsWith('bitmap:') ? 4 : family)} -exist`)
      names.push(name)
    }
  }
  return `${lines.join('\n')}\n`
}

function packetsOf(random: Random, family: 4 | 6, firstPort: number): readonly Sent[] {
  return Array.from({ length: 150 }, (_, at) => ({
    protocol: random(3) === 0 ? 'tcp' : 'udp',
    source: addressOf(random, family),
    sourcePort: firstPort + at,
    destination: addressOf(random, family),
    port: (PORTS[random(4)] ?? 0) + (random(4) === 0 ? random(60) : 0),
  }))
}

function rulesOf(random: Random, sets: string, family: 4 | 6): readonly Rule[] {
  // ip6tables refuses sets of IPv4.
  const asked = [...sets.matchAll(/^create (\S+) (\S+)/gm)].filter(([, , type = '']) => family === 4 || !type.startsWith('bitmap:ip'))
  return asked.map(([, set = '', type = '']) => ({
    set,
    directions: Array.from(
      { length: type === 'list:set' ? 3 : Math.max(1, type.split(',').length + (random(8) === 0 ? random(3) - 1 : 0)) },
      () => ['src', 'dst'][random(2)] ?? '',
    ),
    exceptions: random(5) === 0,
    inverted: random(5) === 0,
  }))
}

/** What `ipset save` says of the sets, and the source ports that each rule matched. */
function askKernel(
  sets: string,
  rules: readonly Rule[],
  packets: readonly Sent[],
  family: 4 | 6,
): { readonly saved: string; readonly hits: readonly ReadonlySet<number>[] } {
  const lines = rules.map(
    ({ set, directions, exceptions, inverted }, at) =>
      `-A INPUT -m set ${inverted ? '! ' : ''}--match-set ${set} ${directions.join(',')}${exceptions ? ' --return-nomatch' : ''} -j SET --add-set hit${at} src`,
  )
  const icmp = family === 4 ? 'icmp' : 'icmpv6'
  const script = `set -e
    ip link set lo up
    ip route add local 0.0.0.0/0 dev lo
    ip -6 route add local ::/0 dev lo
    echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
    printf %s "$SETS" | ipset -exist restore
    ipset save
    printf %s "$HITS" | ipset restore
    printf %s "$TABLES" | ip${family === 6 ? '6' : ''}tables-restore
    printf %s "$PACKETS" | "$NODE" "$SENDER"
    ipset save`
  const output = execFileSync('unshare', ['-n', 'sh', '-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SETS: sets,
      HITS: rules.map((_, at) => `create hit${at} bitmap:port range 0-65535\n`).join(''),
      TABLES: `*filter\n-A INPUT -p tcp ! --syn -j DROP\n-A INPUT -p ${icmp} -j DROP\n${lines.join('\n')}\n-A INPUT -j DROP\nCOMMIT\n`,
      PACKETS: packets
        .map(({ protocol, source, sourcePort, destination, port }) => `${protocol} ${source} ${sourcePort} ${destination} ${port}\n`)
        .join(''),
      NODE: process.execPath,
      SENDER: join(import.meta.dirname, 'forged-senders.ts'),
    },
  })
  const hits = rules.map(() => new Set<number>())
  for (const [, rule, port] of output.matchAll(/^add hit(\d+) (\d+)$/gm)) hits[Number(rule)]?.add(Number(port))
  return { saved: output.slice(0, output.indexOf('create s0', 1)), hits }
}

function key(text: string): PacketAddress {
  const address = parseAddress(text)
  return address && keyOf(address)
}

function packetOf(sent: Sent, family: 4 | 6, remote: 'source' | 'destination' | null): Packet {
  const side = { saddr: null, daddr: null, sport: null, dport: null }
  return {
    hook: 'input',
    family,
    protocol: PROTOCOL[sent.protocol],
    saddr: remote === 'source' ? REMOTE : key(sent.source),
    daddr: remote === 'destination' ? REMOTE : key(sent.destination),
    sport: sent.sourcePort,
    dport: sent.port,
    tcpFlags: null,
    icmp: null,
    iif: 'lo',
    oif: '',
    ct: { state: 'new', direction: 'original', status: 0, mark: 0, original: side, reply: side },
    mark: 0,
    fields: new Map(),
    passedIn: 0,
    noted: new Set(),
  }
}

/** Whether the answer holds for the address; null where it cannot be told. */
function holdsFor(answer: Answer, address: string): boolean | null {
  const at = parseAddress(address)
  if (typeof answer === 'boolean' || !at) return answer === true
  return answer.yes.contains(at) ? true : answer.maybe.contains(at) ? null : false
}

function loads(type: string): boolean {
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', `ipset create x ${type}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

describe.skipIf(missing !== undefined)('ipset, against the kernel', () => {
  const seed = Number(process.env['SSHWHY_SEED'] ?? 1)
  const types = missing === undefined ? TYPES.filter(loads) : []

  test.each([4, 6] as const)('IPv%s: every rule matches the packets that the kernel matches', (family) => {
    const random = randomOf(seed * 2 + family)
    const disagreements: string[] = []
    let asked = 0
    for (let round = 0; round < 3; round++) {
      const sets = setsOf(random, family, types)
      const rules = rulesOf(random, sets, family)
      const packets = packetsOf(random, family, 10_000 + round * 200)
      const { saved, hits } = askKernel(sets, rules, packets, family)
      for (const text of [sets, saved]) {
        const { ipsets, unread } = readIpsets(text)
        expect(unread).toEqual([])
        const scene = { host: UNREAD_HOST, ipsets }
        for (const [at, { set, directions, exceptions, inverted }] of rules.entries()) {
          for (const sent of packets) {
            const kernel = hits[at]?.has(sent.sourcePort) ?? false
            for (const remote of [null, 'source', 'destination'] as const) {
              const answer = ipsets.get(set)?.holds(packetOf(sent, family, remote), directions, scene, exceptions) ?? false
              const held = holdsFor(answer, remote === 'destination' ? sent.destination : sent.source)
              asked++
              if (held !== null && (held !== inverted) === kernel) continue
              const lines = text.split('\n').filter((line) => line.includes(` ${set} `))
              disagreements.push(
                `${family} ${remote} ${directions} ${exceptions} ${inverted} ${JSON.stringify(sent)} ${kernel} ${held}\n${lines.join('\n')}`,
              )
            }
          }
        }
      }
    }
    expect(disagreements.slice(0, 3)).toEqual([])
    expect(asked).toBeGreaterThan(0)
  })
})
