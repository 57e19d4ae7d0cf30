import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { parse } from 'yaml'
import type { BaseName } from '../bases/all.ts'
import type { Family, Topology } from '../machine/topology.ts'
import { TOPOLOGIES } from '../topologies/all.ts'
import type { AnswerClass } from './class.ts'
import { Scenario, type Step } from './schema.ts'

const FOLDER = join(import.meta.dirname, '../scenarios')

/** One scenario on one base and for one family. */
export interface Run {
  /** `SCENARIO/BASE/vFAMILY` */
  readonly id: string
  /** The name of its file. */
  readonly name: string
  readonly scenario: Scenario
  readonly topology: Topology
  readonly base: BaseName
  readonly family: Family
  /** In the subset of CI. */
  readonly ci: boolean
}

/**
 * Reads one scenario.
 * @param name the name of its file, for errors
 * @throws Error that names the file and each thing that is wrong in it
 */
export function readScenario(name: string, text: string): Scenario {
  let data: unknown
  try {
    data = parse(text, { logLevel: 'error' })
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const read = v.safeParse(Scenario, data)
  if (!read.success) {
    const wrong = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`)
    throw new Error(`${name}: ${wrong.join('; ')}`)
  }
  const scenario = read.output
  const wrong = inconsistencies(scenario)
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.join('; ')}`)
  return scenario
}

/** The node that a step is done to. */
function nodeOf(step: Step): string {
  if ('reboot' in step && typeof step.reboot === 'string') return step.reboot
  if ('poweroff' in step && typeof step.poweroff === 'string') return step.poweroff
  return Object.keys(step)[0] ?? ''
}

function inconsistencies(scenario: Scenario): readonly string[] {
  const { truth, repair, kind, family = [] } = scenario
  const topology = TOPOLOGIES[scenario.topology]
  if (!topology) return [`topology: ${scenario.topology} is none of ${Object.keys(TOPOLOGIES).join(', ')}`]
  const steps = [...scenario.break, ...scenario.proof, ...(Array.isArray(repair) ? repair : [])]
  const nodes = new Set([
    ...steps.map(nodeOf),
    ...(scenario.trace ? [scenario.trace.node] : []),
    ...(scenario.decideOn === undefined ? [] : [scenario.decideOn]),
  ])
  const healthy = kind === 'healthy' || (kind === 'near-miss' && truth.wall === null)
  return [
    ...[...nodes].filter((node) => !(node in topology.nodes)).map((node) => `${node} is no node of the topology ${scenario.topology}`),
    ...family.filter((each) => topology.families && !topology.families.includes(each)).map((each) => `the topology has no IPv${each}`),
    ...(healthy !== (truth.wall === null) ? [`truth.wall: ${kind} and ${truth.wall ?? 'no wall'} do not go together`] : []),
    ...(scenario.beyond !== undefined && truth.class !== 'open: identification' ? ['beyond: the class is not open: identification'] : []),
    ...((kind === 'combined') !== truth.further.length > 0 ? ['combined scenarios, and only they, have a further wall'] : []),
    ...(Array.isArray(repair) && truth.wall !== null && repair.length !== 1 + truth.further.length
      ? [`repair: ${repair.length} steps for ${1 + truth.further.length} walls`]
      : []),
    ...(Array.isArray(repair) && truth.wall === null && repair.length > 0 ? ['repair: nothing is broken'] : []),
  ]
}

/** All scenarios by name, in the order of their names. @throws Error that names the file that is wrong */
export function readScenarios(): ReadonlyMap<string, Scenario> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))
  return new Map(
    files.toSorted().map((file) => [file.slice(0, -'.yaml'.length), readScenario(file, readFileSync(join(FOLDER, file), 'utf8'))]),
  )
}

/** Every scenario on every base and for every family that it asks for. */
export function runsOf(scenarios: ReadonlyMap<string, Scenario>): readonly Run[] {
  return [...scenarios].flatMap(([name, scenario]) => {
    const topology = TOPOLOGIES[scenario.topology]
    if (!topology) return []
    const families = scenario.family ?? topology.families ?? [4, 6]
    return scenario.base.flatMap((base, first) =>
      families.map((family, second) => ({
        id: `${name}/${base}/v${family}`,
        name,
        scenario,
        topology,
        base,
        family,
        ci: scenario.ci && first === 0 && second === 0,
      })),
    )
  })
}

/** The class that a scenario names, for the family of a run. */
export function classOf({ scenario, family }: Run): AnswerClass {
  const { class: named } = scenario.truth
  return typeof named === 'string' ? named : named[family]
}
