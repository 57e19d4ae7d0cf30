import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { type Namespace, type Native, currentNamespace, enter, leave, newNamespace, openNative } from './native.ts'
import { listenOn } from './tcp.ts'
import { HOST_ADDRESSES, OPEN_PORTS } from './trial.ts'

/** The test stand: two network namespaces, joined by two veth pairs. This thread, and what it starts, is in that of the host. */
export interface Stand {
  readonly native: Native
  readonly host: Namespace
  readonly wire: Namespace
  close(): void
}

/** Link addresses of the four ends. */
export const LINK = {
  eth0: '02:00:00:00:09:02',
  wire: '02:00:00:00:09:01',
  eth1: '02:00:00:00:08:02',
  sink: '02:00:00:00:08:01',
} as const

/** The ends of the wire have no addresses: nothing there answers, and packet sockets see all. */
const WIRE = `
link set wire address ${LINK.wire} arp off up
link set sink address ${LINK.sink} arp off up
`

/**
 * No connected routes: every neighbour is a gateway with a permanent entry, so that no packet waits for ARP or neighbour discovery.
 * eth1 leads to 10.8.0.0/16 and fd08::/16, eth0 to all else.
 */
const HOST = `
link set lo up
link set eth0 address ${LINK.eth0} addrgenmode none up
link set eth1 address ${LINK.eth1} addrgenmode none up
${HOST_ADDRESSES[4].map((address) => `addr add ${address}/24 broadcast 10.9.0.255 dev eth0 noprefixroute`).join('\n')}
${HOST_ADDRESSES[6].map((address) => `addr add ${address}/64 dev eth0 nodad noprefixroute`).join('\n')}
addr add 10.8.0.1/24 broadcast 10.8.0.255 dev eth1 noprefixroute
addr add fd08::1/64 dev eth1 nodad noprefixroute
neigh add 10.9.0.1 lladdr ${LINK.wire} dev eth0 nud permanent
neigh add fd09::1 lladdr ${LINK.wire} dev eth0 nud permanent
neigh add 10.8.255.254 lladdr ${LINK.sink} dev eth1 nud permanent
neigh add fd08::fffe lladdr ${LINK.sink} dev eth1 nud permanent
route add default via 10.9.0.1 dev eth0 onlink
route add default via fd09::1 dev eth0 onlink
route add 10.8.0.0/16 via 10.8.255.254 dev eth1 onlink
route add fd08::/16 via fd08::fffe dev eth1 onlink
`

/** Nothing but rules may decide: no reverse path filter, no limit of answers, no state of accepted connections. */
const SYSCTLS: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '1',
  'net/ipv6/conf/all/forwarding': '1',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/default/rp_filter': '0',
  'net/ipv4/conf/all/send_redirects': '0',
  'net/ipv4/conf/default/send_redirects': '0',
  'net/ipv4/conf/all/accept_local': '0',
  'net/ipv4/conf/all/route_localnet': '0',
  'net/ipv4/icmp_ratelimit': '0',
  'net/ipv4/icmp_ratemask': '0',
  'net/ipv6/icmp/ratelimit': '0',
  'net/ipv4/tcp_syncookies': '2',
  'net/ipv4/tcp_invalid_ratelimit': '0',
  'net/ipv6/conf/all/accept_ra': '0',
  'net/ipv6/conf/default/accept_ra': '0',
  'net/ipv6/conf/default/router_solicitations': '0',
}
/** These exist in a namespace of its own only in newer kernels; older ones do not count what the rate mask leaves out. */
const NEWER_SYSCTLS: Readonly<Record<string, string>> = {
  'net/ipv4/icmp_msgs_per_sec': '10000000',
  'net/ipv4/icmp_msgs_burst': '10000000',
}
const WIRE_SYSCTLS: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '0',
  'net/ipv6/conf/all/forwarding': '0',
  'net/ipv6/conf/default/disable_ipv6': '1',
  'net/ipv6/conf/all/disable_ipv6': '1',
}

function setSysctls(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) writeFileSync(`/proc/sys/${name}`, value)
}

function ip(commands: string): void {
  execFileSync('ip', ['-batch', '-'], { input: commands, stdio: ['pipe', 'pipe', 'pipe'] })
}

/**
 * @param cpu which one this thread shall stay on; without it, the one that it is on
 * @throws Error without root, or where namespaces, veth, koffi or libnftables are missing
 */
export function buildStand(cpu?: number): Stand {
  const native = openNative()
  const home = currentNamespace()
  pin(native, cpu ?? native.sched_getcpu())
  try {
    const wire = newNamespace(native)
    setSysctls(WIRE_SYSCTLS)
    const host = newNamespace(native)
    setSysctls(SYSCTLS)
    setSysctls(Object.fromEntries(Object.entries(NEWER_SYSCTLS).filter(([name]) => existsSync(`/proc/sys/${name}`))))
    ip(`link add eth0 type veth peer name wire netns ${wire.path}\nlink add eth1 type veth peer name sink netns ${wire.path}`)
    enter(native, wire)
    ip(WIRE)
    enter(native, host)
    ip(HOST)
    awaitLinks(['eth0', 'eth1'])
    enter(native, wire)
    awaitLinks(['wire', 'sink'])
    enter(native, host)
    const listeners = OPEN_PORTS.map((port) => listenOn(native, port))
    const close = (): void => {
      for (const fd of listeners) native.close(fd)
      enter(native, home)
      for (const namespace of [wire, host, home]) leave(namespace)
    }
    return { native, host, wire, close }
  } catch (error) {
    enter(native, home)
    throw error
  }
}

/** A link that came up drops all it is to send until the kernel has looked after it (linkwatch_do_dev, noop_qdisc). */
function awaitLinks(names: readonly string[]): void {
  const isReady = (name: string): boolean => !/ qdisc noop /.test(execFileSync('ip', ['link', 'show', 'dev', name]).toString())
  for (let round = 0; !names.every(isReady); round++) {
    if (round === 1000) throw new Error(`these links do not come up: ${names.join(', ')}`)
  }
}

/** Addresses of the other end of eth0, once it has any. */
export const WIRE_ADDRESSES = { 4: '10.9.0.1', 6: 'fd09::1' } as const

/** Makes the other end of eth0 a machine that has addresses, so that real sockets there talk with the host. */
export function inhabit({ native, host, wire }: Stand): void {
  enter(native, wire)
  setSysctls({ 'net/ipv6/conf/wire/disable_ipv6': '0' })
  ip(`
link set wire arp on
addr add ${WIRE_ADDRESSES[4]}/24 dev wire
addr add ${WIRE_ADDRESSES[6]}/64 dev wire nodad
${[...HOST_ADDRESSES[4], ...HOST_ADDRESSES[6]].map((address) => `neigh replace ${address} lladdr ${LINK.eth0} dev wire nud permanent`).join('\n')}
`)
  enter(native, host)
}

/** One CPU has one queue of received packets (netif_rx): what is sent from it is handled in order. */
function pin(native: Native, cpu: number): void {
  const mask = Buffer.alloc(128)
  mask[cpu >> 3] = 1 << (cpu & 7)
  if (native.sched_setaffinity(0, mask.length, mask) !== 0) throw new Error(`sched_setaffinity: errno ${native.errno()}`)
}
