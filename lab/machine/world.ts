import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Host } from './host.ts'
import { inside, type View } from './inside.ts'
import { mustRun, run, type Ran } from './shell.ts'
import { type End, type Family, type Topology, variables } from './topology.ts'

export interface WorldOptions {
  /** Short, and of this world alone: it begins the names of its namespaces. */
  readonly id: string
  readonly topology: Topology
  readonly family: Family
  /** The root file system of each host. */
  readonly base: string
  /** A folder for all worlds; each makes its own in it. */
  readonly folder: string
  /** The cgroup of the lab, from the root of each hierarchy. */
  readonly cgroup: string
  /** Files that every host has beside those of its base. */
  readonly files: Readonly<Record<string, string>>
  /** Leaves the kernel's rate limits of ICMP errors at their defaults. */
  readonly icmpLimits: boolean
  readonly disk?: string | undefined
  readonly limits?: Readonly<Record<string, string>> | undefined
}

/** Machines and the wires between them, in namespaces. Everything in it is gone when the mount and PID namespaces are that it was built in. */
export class World {
  readonly options: WorldOptions
  /** The variables of every script. */
  readonly variables: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #hosts = new Map<string, Host>()

  private constructor(options: WorldOptions) {
    this.options = options
    this.#folder = join(options.folder, options.id)
    this.variables = variables(options.topology, options.family)
    mkdirSync(this.#folder, { recursive: true })
    chmodSync(this.#folder, 0o755)
  }

  /** Builds the namespaces and boots the hosts; resolves when every client reaches every host. */
  static async build(options: WorldOptions): Promise<World> {
    const world = new World(options)
    const { topology } = options
    try {
      for (const node of Object.keys(topology.nodes)) await world.#makeNode(node)
      await world.#wire(topology.links)
      const hosts = Object.keys(topology.nodes).filter((node) => topology.nodes[node] === 'host')
      await Promise.all(hosts.map((node) => world.#makeHost(node)))
      await world.#wait()
      return world
    } catch (error) {
      await world.remove()
      throw error
    }
  }

  namespace(node: string): string {
    return `${this.options.id}-${node}`
  }

  host(node: string): Host {
    const host = this.#hosts.get(node)
    if (!host) throw new Error(`${node} is no host of the topology`)
    return host
  }

  /** The words before a command that is to run on a node, with the tools of that node. */
  enter(node: string): readonly string[] {
    return this.#hosts.get(node)?.enter ?? ['nsenter', `--net=/run/netns/${this.namespace(node)}`]
  }

  /** Runs a POSIX shell script (`sh -e`) as root on a node. An exit code is no failure. */
  async sh(node: string, script: string, limit?: number): Promise<Ran> {
    const host = this.#hosts.get(node)
    if (host) return host.sh(script, this.variables, limit)
    const env = Object.entries(this.variables).map(([name, value]) => `${name}=${value}`)
    return run(inside(this.namespace(node), {}, ['env', ...env, 'sh', '-e']), script, limit)
  }

  /** Runs a command on a bare node with a view of its own. */
  async run(node: string, argv: readonly string[], view: View, limit?: number): Promise<Ran> {
    return run(inside(this.namespace(node), view, argv), '', limit)
  }

  /**
   * Reboots a host. A real one loses its rules, its routes and what sysctl set: it gets a new network namespace.
   * @param until what of the boot is waited for
   */
  async reboot(node: string, until: 'answers' | 'boot is over'): Promise<void> {
    const { topology } = this.options
    await this.host(node).powerOff()
    await this.#removeNamespace(node)
    await this.#makeNode(node)
    await this.#wire(topology.links.filter((link) => link.some((end) => end.node === node)))
    await this.host(node).boot(until)
  }

  /**
   * Shuts a host down. Its cables stay plugged in, nobody answers at them any more, and its neighbours have forgotten its link address, as
   * they do within a minute.
   */
  async powerOff(node: string): Promise<void> {
    await this.host(node).powerOff()
    const links = this.options.topology.links.filter((link) => link.some((end) => end.node === node))
    const script = links.flat().map((end) => {
      const ip = `ip -n ${this.namespace(end.node)}`
      return end.node === node
        ? `${ip} link set ${end.device} arp off; ${ip} address flush dev ${end.device}`
        : `${ip} neigh flush dev ${end.device}`
    })
    await mustRun(['sh', '-e'], script.join('\n'))
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.remove()))
    for (const node of [...Object.keys(this.options.topology.nodes), 'switch']) await this.#removeNamespace(node)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove()
  }

  async #makeHost(node: string): Promise<void> {
    const { id, base, cgroup, files, disk, limits } = this.options
    const folder = join(this.#folder, node)
    mkdirSync(folder)
    const host = await Host.make({
      namespace: this.namespace(node),
      hostname: node,
      base,
      folder,
      cgroup: `${cgroup}/${id}-${node}`,
      files,
      disk,
      limits,
    })
    this.#hosts.set(node, host)
    await host.boot()
  }

  async #makeNode(node: string): Promise<void> {
    const router = this.options.topology.nodes[node] === 'router'
    const namespace = this.namespace(node)
    await mustRun(
      ['sh', '-e'],
      `ip netns add ${namespace}
      ip -n ${namespace} link set lo up
      nsenter --net=/run/netns/${namespace} sh -ec '
        cd /proc/sys/net
        ${this.options.icmpLimits ? '' : 'echo 0 >ipv4/icmp_ratelimit; echo 0 >ipv6/icmp/ratelimit'}
        for link in all default; do
          echo 0 >ipv6/conf/$link/accept_dad; echo 0 >ipv6/conf/$link/accept_ra; echo 0 >ipv6/conf/$link/router_solicitations
        done
        ${router ? 'echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding' : ''}'`,
    )
  }

  /** Plugs the cables in, gives the addresses, and then every route that is missing. */
  async #wire(links: readonly (readonly End[])[]): Promise<void> {
    const { topology } = this.options
    const script = links.flatMap((link) => this.#cable(link))
    for (const [node, routes] of Object.entries(topology.routes)) {
      const ip = `ip -n ${this.namespace(node)}`
      for (const route of routes) script.push(`${ip} ${route.includes(':') ? '-6' : '-4'} route replace ${route}`)
    }
    await mustRun(['sh', '-e'], script.join('\n'))
  }

  #cable(link: readonly End[]): string[] {
    const [left, right] = link
    const up = link.flatMap(({ node, device, addresses, deprecated = [] }) => [
      `ip -n ${this.namespace(node)} link set ${device} up`,
      ...addresses.map((each) => `ip -n ${this.namespace(node)} address add ${each} dev ${device} ${each.includes(':') ? 'nodad' : ''}`),
      ...deprecated.map((each) => `ip -n ${this.namespace(node)} address add ${each} dev ${device} nodad preferred_lft 0`),
    ])
    if (left && right && link.length === 2) {
      const ends = [left, right].map(({ node, device }) => `${device} netns ${this.namespace(node)}`)
      return [`ip link add ${ends[0]} type veth peer name ${ends[1]}`, ...up]
    }
    const hub = this.namespace('switch')
    return [
      `[ -e /run/netns/${hub} ] || { ip netns add ${hub}; ip -n ${hub} link add hub type bridge; ip -n ${hub} link set hub up; }`,
      // What is plugged in already stays so.
      ...link.flatMap(({ node, device }) => [
        `ip -n ${hub} link show ${node} >/dev/null 2>&1 || ip link add ${device} netns ${this.namespace(node)} type veth peer name ${node} netns ${hub}`,
        `ip -n ${hub} link set ${node} master hub up`,
      ]),
      ...up.map((line) => line.replace('address add', 'address replace')),
    ]
  }

  /** A new link is ready only when the kernel has noticed its carrier, for IPv6 up to a second later: a first SYN would be lost. */
  async #wait(): Promise<void> {
    const { topology } = this.options
    const nodes = Object.keys(topology.nodes)
    const neighbours = topology.links.flatMap((link) =>
      link.flatMap((from) => link.filter((to) => to !== from).map((to) => [from.node, to] as const)),
    )
    const pings = neighbours.flatMap(([from, to]) =>
      ([4, 6] as const).flatMap((family) => {
        const address = to.addresses.find((each) => each.includes(':') === (family === 6))
        return address === undefined ? [] : [[from, address.replace(/\/.*/, '')] as const]
      }),
    )
    const script = pings.map(
      ([from, address]) =>
        `n=0; until ip netns exec ${this.namespace(from)} ping -q -c 1 -W 1 ${address} >/dev/null 2>&1; do n=$((n+1)); [ $n -lt 40 ] || exit 1; sleep 0.05; done`,
    )
    await mustRun(['sh', '-e'], script.join('\n'))
    for (const node of nodes.filter((each) => topology.nodes[each] === 'host')) await this.#listens(node)
  }

  async #listens(node: string): Promise<void> {
    for (let round = 0; round < 200; round++) {
      const { stdout } = await this.sh(node, "ss -Hltn 'sport = :22'")
      if (stdout.trim() !== '') return
      await sleep(50)
    }
    throw new Error(`${node}: sshd does not listen after boot`)
  }

  /** Its cables are pulled first: a namespace is freed some time after its name, and the other ends would go with it only then. */
  async #removeNamespace(node: string): Promise<void> {
    const name = this.namespace(node)
    const devices = this.options.topology.links.flat().flatMap((end) => (end.node === node ? [end.device] : []))
    await run([
      'sh',
      '-c',
      `[ -e /run/netns/${name} ] || exit 0
      for pid in $(ip netns pids ${name}); do kill -9 $pid; done
      for device in ${devices.join(' ')}; do ip -n ${name} link del $device; done
      ip netns del ${name}`,
    ])
  }
}
