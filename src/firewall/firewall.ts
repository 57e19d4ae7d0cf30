import type { Asked } from './asked.ts'
import { understood } from './asked.ts'
import { type Host, UNREAD_HOST } from './netfilter/host.ts'
import type { Ruleset } from './netfilter/ruleset.ts'
import { walk as walkRules, type Walk } from './netfilter/walk.ts'

export { AddressSet, addressOf, keyOf, prefixesOf, type AddressRange, type Key } from '../net/address-set.ts'
export { formatAddress, parseAddress, type Address } from '../net/address.ts'
export { formatPrefix, parsePrefix, type Prefix } from '../net/prefix.ts'
export { CodedError } from '../model/error.ts'
export type { Asked } from './asked.ts'
export { readInputs, type Input, type InputsRead } from './inputs.ts'
export { type Host, type HostAddress, type Interface, type Listener, UNREAD_HOST } from './netfilter/host.ts'
export { readIpsets } from './netfilter/ipset/read.ts'
export { readIptables } from './netfilter/iptables/read.ts'
export { merge } from './netfilter/merge.ts'
export { readNftables } from './netfilter/nft/read.ts'
export type * from './netfilter/ruleset.ts'
export type { TraceStep } from './netfilter/trace.ts'
export type { Walk } from './netfilter/walk.ts'
export type { Ending, Region, RuleRef, Verdict } from './region.ts'

/**
 * Which packets pass the rules, and which rule decides, as the kernel would: a partition of where they come from.
 * @param host what else of the host decides; what is not read is unknown, or taken to let packets pass where it can only refuse (listeners)
 * @throws CodedError where an address or port is none, or the families of `from` and `to` differ
 */
export function walk(ruleset: Ruleset, asked: Asked = {}, host: Partial<Host> = {}): Walk {
  const whole: Host = { ...UNREAD_HOST, ...host }
  const { question, remotes } = understood(asked, whole)
  return walkRules(ruleset, whole, question, remotes)
}
