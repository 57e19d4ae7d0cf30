import type { Hook } from '../packet.ts'
import type { Backend, Base } from '../ruleset.ts'

type Policy = Base['policy']

/** The chains of each table in the order of the dump, with the priority of its hook (enum nf_ip_hook_priorities). */
const TABLES: ReadonlyMap<string, readonly (readonly [chain: string, hook: Hook, priority: number])[]> = new Map([
  [
    'filter',
    [
      ['INPUT', 'input', 0],
      ['FORWARD', 'forward', 0],
      ['OUTPUT', 'output', 0],
    ],
  ],
  [
    'nat',
    [
      ['PREROUTING', 'prerouting', -100],
      ['INPUT', 'input', 100],
      ['OUTPUT', 'output', -100],
      ['POSTROUTING', 'postrouting', 100],
    ],
  ],
  [
    'mangle',
    [
      ['PREROUTING', 'prerouting', -150],
      ['INPUT', 'input', -150],
      ['FORWARD', 'forward', -150],
      ['OUTPUT', 'output', -150],
      ['POSTROUTING', 'postrouting', -150],
    ],
  ],
  [
    'raw',
    [
      ['PREROUTING', 'prerouting', -300],
      ['OUTPUT', 'output', -300],
    ],
  ],
  [
    'security',
    [
      ['INPUT', 'input', 50],
      ['FORWARD', 'forward', 50],
      ['OUTPUT', 'output', 50],
    ],
  ],
])

/** The priority that iptables-nft gives the chains of `security` (xtables_ipv4 of nft.c), which NF_IP_PRI_SECURITY is not. */
const NFT_SECURITY = 150

/** The built-in chains of a table, by name, where they hook; none for a table that nobody knows. */
export function builtInChains(table: string, backend: Backend): ReadonlyMap<string, (policy: Policy) => Base> {
  const chains = TABLES.get(table) ?? []
  return new Map(
    chains.map(([name, hook, priority]) => [
      name,
      (policy) => ({
        hook,
        priority: table === 'security' && backend === 'iptables-nft' ? NFT_SECURITY : priority,
        type: table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter',
        policy,
        devices: [],
      }),
    ]),
  )
}

/** The table that has exactly these built-in chains: `iptables -S` does not say its table. `security` looks as `filter` does. */
export function tableOfChains(names: ReadonlySet<string>): string | null {
  for (const [table, chains] of TABLES) {
    if (chains.length === names.size && chains.every(([name]) => names.has(name))) return table
  }
  return null
}
