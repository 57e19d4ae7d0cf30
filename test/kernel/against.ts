import { type Comparison, compare } from './compare.ts'
import type { KernelAnswer } from './kernel.ts'
import { ourAnswers, rulesetOf, type Texts } from './ours.ts'
import type { Trial } from './trial.ts'

/**
 * Compares what the kernel did with the packets of a trial with what we say.
 * @param answers to the first of the packets
 * @param texts what we read of the rules: the trial itself, or what the tools dumped of it
 */
export function against(trial: Trial, answers: readonly KernelAnswer[], texts: Texts): Comparison {
  const packets = trial.packets.slice(0, answers.length)
  const legacy = trial.iptablesLegacy !== null || trial.ip6tablesLegacy !== null
  return compare(packets, answers, ourAnswers(rulesetOf(texts), packets), legacy)
}
