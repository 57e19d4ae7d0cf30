import { LAYERS } from '../model/layer.ts'
import type { Diagnosis, Finding } from '../model/diagnosis.ts'
import type { TcpOutcome } from '../model/observation.ts'
import type { State } from './marks.ts'

/** Whether all that was tried works: a login where one was tried, else the greeting of an SSH server. */
export function works(diagnosis: Diagnosis): boolean {
  if (diagnosis.works !== null) return diagnosis.works
  // ssh was tried, and did not come to the login.
  if (/^(?:nothing|connected|key-exchange)$/.test(diagnosis.login?.reached ?? '')) return false
  const reached = diagnosis.reached === null ? -1 : LAYERS.indexOf(diagnosis.reached)
  return diagnosis.verdict === null && reached >= LAYERS.indexOf('wrappers')
}

const FAILED: readonly TcpOutcome[] = ['refused', 'unreachable', 'timed-out', 'local-error']

/** The mark of the first line: that it fails is known before why. */
export function stateOf(diagnosis: Diagnosis): State {
  if (works(diagnosis)) return 'passes'
  const fails = diagnosis.verdict !== null || diagnosis.addresses.some((one) => FAILED.includes(one.outcome))
  return fails ? 'blocks' : 'unknown'
}

/** The finding that the verdict names. */
export function verdictFinding(diagnosis: Diagnosis): Finding | undefined {
  const { verdict } = diagnosis
  return verdict === null ? undefined : diagnosis.findings.find((one) => one.cause === verdict.cause && one.certainty === verdict.certainty)
}
