import type { InputsRead } from './inputs.ts'
import type { Judged } from './judged.ts'
import type { Extent } from './reach.ts'

/** Something about the rules that whoever runs the host wants to know. The codes are stable. */
export interface Warning {
  readonly code:
    | 'open-to-the-internet'
    | 'ipv6-open'
    | 'rules-not-given'
    | 'rule-never-asked'
    | 'lines-not-read'
    | 'not-modelled'
    | 'listeners-not-read'
  readonly family: 4 | 6 | null
}

const open = (extent: Extent): boolean => extent === 'anywhere' || extent === 'most'

/** @param all each family that was judged */
export function warningsOf({ ruleset, host }: InputsRead, all: readonly Judged[]): readonly Warning[] {
  const extents = new Map(all.map(({ family, reach }) => [family, reach.extent]))
  const [four, six] = [extents.get(4), extents.get(6)]
  const lets = all.some(({ reach }) => !reach.possible.isEmpty)
  const warn = (when: boolean, code: Warning['code'], family: 4 | 6 | null = null): readonly Warning[] => (when ? [{ code, family }] : [])
  return [
    ...[...extents].flatMap(([family, extent]) => warn(open(extent), 'open-to-the-internet', family)),
    ...warn(six !== undefined && open(six) && four !== undefined && four !== 'unknown' && !open(four), 'ipv6-open', 6),
    ...all.flatMap(({ family, given }) => warn(!given, 'rules-not-given', family)),
    ...all.flatMap(({ family, shadowed }) => warn(shadowed.length > 0, 'rule-never-asked', family)),
    ...warn(ruleset.unread.length > 0, 'lines-not-read'),
    ...warn(ruleset.unmodelled.length > 0, 'not-modelled'),
    ...warn(lets && host.listeners === null, 'listeners-not-read'),
  ]
}
