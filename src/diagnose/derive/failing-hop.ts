import type { Hop } from '../../model/cause.ts'
import { need } from '../ask.ts'

/** A jump host beyond which nothing was reached. */
export interface FailingHop {
  readonly hop: Hop
  readonly index: number
  /** `bastion`, or `bastion (2 of 3)`. */
  readonly place: string
}

/** The first jump host that does not let us through, or of which that is not known; undefined where all do. */
export const failingHop = need('failing-hop', (ask): FailingHop | undefined => {
  const index = ask.hops.findIndex(({ passed }) => !passed)
  const hop = ask.hops[index]
  if (!hop) return undefined
  const all = Math.max(ask.hops.length, ask.observation.target.via.length)
  return { hop, index, place: all > 1 ? `${hop.name} (${index + 1} of ${all})` : hop.name }
})
