import type { Diagnosis, Rung } from '../model/diagnosis.ts'
import type { Look } from './look.ts'
import type { State } from './marks.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'

/** The address that the verdict is about; without a verdict the one that ssh would try first. */
export function mainAddress(diagnosis: Diagnosis): Diagnosis['addresses'][number] | undefined {
  const { verdict, addresses } = diagnosis
  return addresses.find((one) => verdict !== null && one.verdict?.cause === verdict.cause) ?? addresses[0]
}

/** The rungs that were not climbed, after the last that was. */
function beyond(path: readonly Rung[]): readonly Rung[] {
  const last = path.findLastIndex((rung) => rung.state !== 'not-tested')
  return path.slice(last + 1)
}

const SILENT: Readonly<Record<State, string>> = { passes: 'passes', blocks: 'blocks', unknown: 'not known', 'not-tested': 'not tested' }

const entry = ({ state, because }: Rung): Entry => ({ mark: state, text: because === '' ? SILENT[state] : because })

/** The path of the packet, a layer a line. Layers of which nothing is known are one line at its end, but for `all`. */
export function ladder(look: Look, path: readonly Rung[], all: boolean): readonly string[] {
  if (all) return path.flatMap((rung) => section(look, rung.layer, [entry(rung)]))
  const rest = beyond(path)
  const climbed = path.slice(0, path.length - rest.length).filter((rung) => rung.state !== 'not-tested')
  const lines = climbed.flatMap((rung) => section(look, rung.layer, [entry(rung)]))
  if (rest.length === 0 || climbed.length === 0) return lines
  const text = `not ${climbed.some((rung) => rung.state === 'blocks') ? 'reached' : 'known'}: ${rest.map((rung) => rung.layer).join(', ')}`
  return [...lines, ...section(look, 'beyond', [{ mark: 'not-tested', text, paint: 'faint' }])]
}
