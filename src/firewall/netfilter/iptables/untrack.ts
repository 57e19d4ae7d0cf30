import type { Action } from '../ruleset.ts'
import { goesOn } from './goes-on.ts'

/** notrack_tg() and xt_ct_target() of xt_CT.c: what is tracked already, because it came by loopback, stays so. */
export const untrack: Action = goesOn((packet) =>
  packet.ct.state === 'none' ? { ...packet, ct: { ...packet.ct, state: 'untracked' } } : packet,
)
