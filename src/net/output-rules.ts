/** Chains of one table by name: their own lines, and whether packets of this machine enter there. */
interface Chain {
  readonly table: string
  readonly name: string
  output: boolean
  readonly lines: string[]
}

const MAX_LINE = 512

const keyOf = (table: string, name: string): string => `${table} ${name}`

/** The lines of all chains that a packet of this machine can meet, `TOOL TABLE CHAIN: LINE`, in the order of the dump. */
function reachable(chains: ReadonlyMap<string, Chain>, jump: RegExp): readonly string[] {
  const open = [...chains.values()].filter((chain) => chain.output)
  const met = new Set(open)
  for (let next = open.pop(); next; next = open.pop()) {
    for (const line of next.lines) {
      const to = chains.get(keyOf(next.table, jump.exec(line)?.[1] ?? ''))
      if (!to || met.has(to)) continue
      met.add(to)
      open.push(to)
    }
  }
  return [...chains.values()]
    .filter((chain) => met.has(chain))
    .flatMap(({ table, name, lines }) => lines.map((line) => `${table} ${name}: ${line}`.slice(0, MAX_LINE)))
}

/**
 * What of `nft list ruleset` a packet that leaves this machine can meet: base chains of the hook output, and what they jump to. A list of
 * lines, not a walk: whether a rule matches is not said. Never throws.
 * @param without tables to leave out, e.g. `ip filter`
 */
export function nftOutputRules(ruleset: string, without: ReadonlySet<string> = new Set()): readonly string[] {
  const chains = new Map<string, Chain>()
  let table = ''
  let chain: Chain | null = null
  for (const raw of ruleset.split('\n')) {
    const line = raw.trim()
    const opensTable = /^table (\S+ \S+) \{/.exec(line)
    const opensChain = /^chain (\S+) \{/.exec(line)
    if (opensTable) table = opensTable[1] ?? ''
    else if (opensChain) {
      chain = { table: `nft ${table}`, name: opensChain[1] ?? '', output: false, lines: [] }
      if (!without.has(table)) chains.set(keyOf(chain.table, chain.name), chain)
    } else if (line === '}') chain = null
    else if (chain && line !== '' && !line.startsWith('#')) {
      const base = /^type \S+ hook (\S+) /.exec(line)
      if (base) {
        chain.output = base[1] === 'output' || base[1] === 'postrouting'
        const policy = /policy (\w+);/.exec(line)
        if (policy) chain.lines.push(`policy ${policy[1]}`)
      } else chain.lines.push(line)
    }
  }
  return reachable(chains, /\b(?:jump|goto) (\S+)/)
}

/** The same of iptables-save or ip6tables-save. @param tool its name, to be shown */
export function iptablesOutputRules(saved: string, tool: 'iptables' | 'ip6tables'): readonly string[] {
  const chains = new Map<string, Chain>()
  let table = ''
  for (const raw of saved.split('\n')) {
    const line = raw.trim()
    const declares = /^:(\S+) (\S+)/.exec(line)
    const rule = /^-A (\S+) (.*)$/.exec(line)
    if (line.startsWith('*')) table = `${tool} ${line.slice(1)}`
    else if (declares) {
      const [, name = '', policy = '-'] = declares
      const lines = policy === '-' ? [] : [`policy ${policy}`]
      chains.set(keyOf(table, name), { table, name, output: name === 'OUTPUT' || name === 'POSTROUTING', lines })
    } else if (rule) chains.get(keyOf(table, rule[1] ?? ''))?.lines.push(rule[2] ?? '')
  }
  return reachable(chains, /-[jg] (\S+)/)
}
