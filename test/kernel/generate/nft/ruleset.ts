import type { Universe } from '../universe.ts'
import type { NftFamily } from './place.ts'
import { type BaseHook, table } from './table.ts'

const PRIORITIES: Readonly<Record<BaseHook['hook'], readonly number[]>> = {
  ingress: [-500, -10, 0, 10],
  prerouting: [-450, -310, -300, -250, -201, -190, -150, -140, -101, -90, -50, 0, 10, 300],
  input: [-400, -225, -150, -60, -10, 0, 5, 10, 50, 150, 300],
  forward: [-150, -10, 0, 10, 100],
}

/** Source NAT on input runs at 100, destination NAT on prerouting at -100, whatever the priority of the chain (nf_nat_ipv4_register_fn). */
const NAT_PRIORITIES = { prerouting: [-150, -110, -100, -90, 0, 50], input: [100, 90, 110, 50] } as const

/** Of the tables of both iptables. */
const IPTABLES_PRIORITIES: readonly number[] = [-300, -150, -100, 0, 50, 100, 150]

/** Tables of base chains, chains, sets and maps. @param beside whether iptables has tables on the same hooks, whose priorities are then left to it */
export function nftables(universe: Universe, counts: boolean, beside: boolean): string {
  const { random } = universe
  const ip: NftFamily = universe.family === 4 ? 'ip' : 'ip6'
  const taken = new Set<string>()
  const same = random.chance(0.08)
  const free = (hook: BaseHook['hook'], type: BaseHook['type']): BaseHook | null => {
    const from: readonly number[] = type === 'nat' && (hook === 'prerouting' || hook === 'input') ? NAT_PRIORITIES[hook] : PRIORITIES[hook]
    const priority = random.pick(from)
    const at = `${hook} ${type} ${priority}`
    if ((taken.has(at) && !same) || (beside && IPTABLES_PRIORITIES.includes(priority))) return null
    taken.add(at)
    return { hook, type, priority }
  }
  const bases = (): BaseHook[] =>
    Array.from(
      {
        length: random.weighted([
          [1, 4],
          [2, 2],
          [3, 1],
        ]),
      },
      () =>
        free(
          random.weighted([
            ['input', 6],
            ['prerouting', 2.5],
            ['forward', 1.2],
          ]),
          'filter',
        ),
    ).filter((base) => base !== null)

  const texts: string[] = []
  const filters = beside
    ? 1
    : random.weighted([
        [1, 4],
        [2, 3],
        [3, 1],
      ])
  for (let at = 0; at < filters; at++) {
    const chosen = bases()
    const input: BaseHook = { hook: 'input', type: 'filter', priority: at * 3 + 1 }
    texts.push(
      table(
        random,
        universe,
        random.chance(0.55) ? 'inet' : ip,
        `t${at}`,
        at === 0 && !chosen.some(({ hook }) => hook === 'input') ? [...chosen, input] : chosen.length > 0 ? chosen : [input],
        counts,
      ),
    )
  }
  if (random.chance(0.2))
    texts.push(
      table(random, universe, 'netdev', 'wire', [free('ingress', 'filter') ?? { hook: 'ingress', type: 'filter', priority: 1 }], counts),
    )
  if (random.chance(0.2)) {
    const early: BaseHook = { hook: 'prerouting', type: 'filter', priority: random.pick([-305, -280, -210]) }
    texts.push(table(random, universe, random.chance(0.5) ? 'inet' : ip, 'early', [early], counts))
  }
  const nats = random.weighted([
    [0, 5],
    [1, 4],
    [2, 1],
  ])
  for (let at = 0; at < nats; at++) {
    const base = free(random.chance(0.8) ? 'prerouting' : 'input', 'nat')
    if (base) texts.push(table(random, universe, random.chance(0.4) ? 'inet' : ip, `nat${at}`, [base], counts))
  }
  return random.shuffle(texts).join('')
}
