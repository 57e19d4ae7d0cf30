/**
 * Judges recorded trials by the src/ that lies beside this test/: `node evaluate.ts PAIRS.json`. Prints how many pairs it has compared when the
 * first disagreement is found, and exits with 1; with 0 when there is none. Runs in a copy of the tree, too: it imports nothing that is installed.
 */
import { readFileSync } from 'node:fs'
import { against } from './against.ts'
import { rulesetOf, unlikeItsParts } from './ours.ts'
import type { Recorded } from './record.ts'

const recorded = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly Recorded[]
let pairs = 0
for (const { trial, answers } of recorded) {
  const { disagreements } = against(trial, answers, trial)
  pairs += answers.length
  const [packet] = trial.packets
  const sources = trial.packets.map(({ source }) => source)
  // What is walked of all sources at once is held to what is said of each.
  if (disagreements.length > 0 || (packet && unlikeItsParts(rulesetOf(trial), packet, sources) !== null)) {
    process.exitCode = 1
    break
  }
}
console.log(String(pairs))
