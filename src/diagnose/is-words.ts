import type { Observation } from '../model/observation.ts'

/** Whether there are words of other programs alone: nobody looked. */
export function isWords({ evidence }: Observation): boolean {
  return evidence.length > 0 && evidence.every(({ probe }) => probe === 'message')
}
