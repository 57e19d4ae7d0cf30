import { parseAddress } from '../../../src/net/address.ts'
import { AddressSet } from '../../../src/net/address-set.ts'
import { parsePrefix } from '../../../src/net/prefix.ts'
import { type Answer, remotes, unknown } from '../../../src/firewall/netfilter/answer.ts'
import { type Host, UNREAD_HOST } from '../../../src/firewall/netfilter/host.ts'
import type { Packet } from '../../../src/firewall/netfilter/packet.ts'
import type { Question } from '../../../src/firewall/netfilter/question.ts'
import {
  type Backend,
  type Base,
  type Chain,
  EMPTY_RULESET,
  type Outcome,
  type Ruleset,
  type Step,
  type Table,
} from '../../../src/firewall/netfilter/ruleset.ts'
import { walk } from '../../../src/firewall/netfilter/walk.ts'

/** Rules without a reader: what the walk is given, by hand. */

/** The remote end is in the prefix. */
export const from = (prefix: string): Step => {
  const answer = remotes(AddressSet.prefix(parsePrefix(prefix) as NonNullable<ReturnType<typeof parsePrefix>>))
  return { match: () => answer }
}
export const when = (match: (packet: Packet) => Answer): Step => ({ match })
export const unsure = (why: string): Step => ({ match: ({ family }) => unknown(family, why) })
export const go = (outcome: Outcome): Step => ({ act: () => outcome })
export const accept = go({ go: 'accept' })
export const drop = go({ go: 'drop' })
export const back = go({ go: 'return' })
export const rst = go({ go: 'reject', with: 'rst' })
export const prohibited = go({ go: 'reject', with: { type: 3, code: 13 } })
export const jump = (chain: string): Step => go({ go: 'jump', chain })
export const goto = (chain: string): Step => go({ go: 'goto', chain })
export const mark = (value: number): Step => ({ act: (packet) => ({ go: 'on', packet: { ...packet, mark: value } }) })

type Rules = readonly (readonly Step[])[]

interface Made {
  readonly family?: Table['family']
  readonly backend?: Backend
  readonly name?: string
  /** `NAME`, or `NAME hook priority policy`, with `nat` for its type where it is one. */
  readonly chains: Readonly<Record<string, Rules>>
}

/** A table whose chains are named `input filter 0 drop`: name, then type, priority and policy; the name is the hook. A name alone is no base chain. */
export function table({ family = 'inet', backend = 'nft', name = 't', chains }: Made): Table {
  const made = Object.entries(chains).map(([title, rules]): Chain => {
    const [chain = '', type, priority, policy = 'accept', device] = title.split(' ')
    const base: Base | null =
      type === undefined
        ? null
        : {
            hook: (chain.split('-')[0] ?? '') as Base['hook'],
            type: type as Base['type'],
            priority: Number(priority),
            policy: policy as Base['policy'],
            devices: device === undefined ? [] : [device],
          }
    const at = (index: number) => ({ gate: backend, family, table: name, chain, index, handle: null, file: null, line: null, text: '' })
    return { name: chain, base, at: at(0), rules: rules.map((steps, index) => ({ at: at(index + 1), steps })) }
  })
  return { backend, family, name, chains: new Map(made.map((chain) => [chain.name, chain])) }
}

export const ruleset = (...tables: readonly Table[]): Ruleset => ({ ...EMPTY_RULESET, tables })

const QUESTION: Question = { way: 'in', local: parseAddress('10.0.0.2'), port: 22, otherPort: 40_000, device: 'eth0', state: 'new' }

export const SERVER: Host = {
  ...UNREAD_HOST,
  interfaces: [
    {
      name: 'eth0',
      index: 2,
      addresses: [{ address: { family: 4, value: 0x0a000002n }, prefix: { family: 4, value: 0x0a000000n, length: 24 } }],
    },
  ],
  listeners: [{ address: null, families: [4, 6], port: 22, device: null, process: 'sshd' }],
  sysctls: new Map([
    ['net.ipv4.ip_forward', '0'],
    ['net.ipv4.conf.all.route_localnet', '0'],
    ['net.ipv4.conf.eth0.route_localnet', '0'],
  ]),
}

/** The endings of one source: `verdict by chain/index`, with `?` for each thing it assumes. */
export function endings(rules: Ruleset, source: string, given: Partial<Question> = {}, host: Host = SERVER): readonly string[] {
  const address = parseAddress(source)
  if (!address) throw new Error(source)
  const { regions } = walk(rules, host, { ...QUESTION, ...given }, AddressSet.of(address))
  return regions.flatMap((region) =>
    region.endings.map(({ verdict, by, at, assuming }) => {
      const where = by.gate === 'kernel' ? `kernel ${by.chain}` : `${by.chain}/${by.index}`
      return `${verdict} ${where}${at === null ? '' : ` at ${at}`}${'?'.repeat(assuming.length)}`
    }),
  )
}
