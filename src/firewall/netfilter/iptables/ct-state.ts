import { type Answer, unknown } from '../answer.ts'
import { CT_STATUS, type CtState, type Packet } from '../packet.ts'

/** What `--ctstate` and `--state` list. SNAT and DNAT are bits of the status. */
export type CtStateName = Exclude<CtState, 'none' | null> | 'snat' | 'dnat'

const STATES: ReadonlyMap<string, CtStateName> = new Map([
  ['INVALID', 'invalid'],
  ['NEW', 'new'],
  ['ESTABLISHED', 'established'],
  ['RELATED', 'related'],
  ['UNTRACKED', 'untracked'],
  ['SNAT', 'snat'],
  ['DNAT', 'dnat'],
])

/** A list of states with commas; null: one of them is none. */
export function readCtStates(text: string): ReadonlySet<CtStateName> | null {
  const states = new Set<CtStateName>()
  for (const name of text.split(',')) {
    const state = STATES.get(name.toUpperCase())
    if (state === undefined) return null
    states.add(state)
  }
  return states
}

/** Whether conntrack keeps an entry for the packet: nf_ct_get() gives one. Null: not known. */
export function isTracked({ state }: Packet['ct']): boolean | null {
  return state === null ? null : state !== 'none' && state !== 'invalid' && state !== 'untracked'
}

/** The part of conntrack_mt() of xt_conntrack.c about states. */
export function ctStateAnswer({ ct, family }: Packet, states: ReadonlySet<CtStateName>, inverted: boolean): Answer {
  if (ct.state === null) return unknown(family, 'the state of the connection is not known')
  if (states.has(ct.state === 'none' ? 'invalid' : ct.state)) return !inverted
  const nat = (states.has('snat') ? CT_STATUS.snat : 0) | (states.has('dnat') ? CT_STATUS.dnat : 0)
  if (nat === 0 || !isTracked(ct)) return inverted
  if (ct.status === null) return unknown(family, 'whether the connection has NAT is not known')
  return ((ct.status & nat) !== 0) !== inverted
}
