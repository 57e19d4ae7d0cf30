/**
 * What a machine of the lab is. `host`: a Debian with its own systemd. The others are bare network namespaces, with the tools of the
 * machine that tests; `router` forwards.
 */
export type Kind = 'host' | 'router' | 'client'

/** One end of a link: the node, the name of the interface there, and its addresses with prefix length; `deprecated` never become a source. */
export interface End {
  readonly node: string
  readonly device: string
  readonly addresses: readonly string[]
  readonly deprecated?: readonly string[]
}

/** Who is there, and how they are wired. The first link of a node holds its primary address of each family: `$NODE` in a scenario. */
export interface Topology {
  readonly title: string
  readonly nodes: Readonly<Record<string, Kind>>
  /** Two ends: a cable. More: a switch. */
  readonly links: readonly (readonly End[])[]
  /** The words of `ip route add`, by node. */
  readonly routes: Readonly<Record<string, readonly string[]>>
  /** The families that it has; both when absent. */
  readonly families?: readonly Family[]
}

export type Family = 4 | 6

const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4)

/** The addresses of a node for one family without prefix length, in the order of its links. */
function addressesOf(topology: Topology, node: string, family: Family): readonly string[] {
  return topology.links
    .flat()
    .flatMap((end) => (end.node === node ? [...end.addresses, ...(end.deprecated ?? [])] : []))
    .filter((address) => familyOf(address) === family)
    .map((address) => address.replace(/\/.*/, ''))
}

/** Who has an address, or undefined. */
export function ownerOf(topology: Topology, address: string): string | undefined {
  return Object.keys(topology.nodes).find((node) =>
    ([4, 6] as const).some((family) => addressesOf(topology, node, family).includes(address)),
  )
}

/**
 * The shell variables of a scenario: `$SERVER` is the server's address in the family of the run, `$SERVER2` the one after it,
 * `$SERVER_V4` and `$SERVER_V6` its first of each; `$FAMILY` is 4 or 6, `$IPTABLES`, `$NFT` and `$IP` spell it as the tools do.
 */
export function variables(topology: Topology, family: Family): Readonly<Record<string, string>> {
  const names: Record<string, string> = {
    FAMILY: String(family),
    IPTABLES: family === 4 ? 'iptables' : 'ip6tables',
    NFT: family === 4 ? 'ip' : 'ip6',
    IP: `ip -${family}`,
    ONE: family === 4 ? '32' : '128',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C.UTF-8',
  }
  for (const node of Object.keys(topology.nodes)) {
    const name = node.toUpperCase()
    for (const each of [4, 6] as const) {
      const [first] = addressesOf(topology, node, each)
      if (first !== undefined) names[`${name}_V${each}`] = first
    }
    for (const [index, address] of addressesOf(topology, node, family).entries())
      names[index === 0 ? name : `${name}_${index + 1}`] = address
  }
  return names
}
