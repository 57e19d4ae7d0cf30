import { against } from './against.ts'
import { type Comparison, type Difference, inWords } from './compare.ts'
import { type Kind, generate } from './generate/generate.ts'
import { Random } from './generate/random.ts'
import { type Dumps, type Kernel, type KernelAnswer, versions } from './kernel.ts'
import { Refused } from './load.ts'
import { rulesetOf, type Texts, unlikeItsParts } from './ours.ts'
import { keep } from './record.ts'
import { shrink } from './shrink.ts'
import { addCompared, addRefused, emptyTally, type Tally, total } from './tally.ts'
import type { Trial } from './trial.ts'

export interface Draw {
  readonly trial: Trial
  readonly kind: Kind
  readonly family: 4 | 6
}

export interface Plan {
  readonly kinds: readonly Kind[]
  readonly seed: number
  /** Whether rules count packets; otherwise few do. */
  readonly counts?: boolean
  /** How many packets a trial has; otherwise 30 to 200. Loading rules takes longest. */
  readonly packets?: number
}

/** The trial with this number. */
export function draw({ kinds, seed, counts, packets }: Plan, number: number): Draw {
  const kind = kinds[number % kinds.length] as Kind
  const family = Math.floor(number / kinds.length) % 2 === 0 ? 4 : 6
  const options = { ...(counts !== undefined && { counts }), ...(packets !== undefined && { packets }) }
  return { trial: generate(new Random((seed + number) | 0), kind, family, options), kind, family }
}

/** What is done with one in so many trials of each kind and family: which rule decided is asked, dumps are read, all sources are walked at once. */
const [TRACED, DUMPED, WHOLE] = [2, 8, 4]

export interface Options extends Plan {
  readonly pairs: number
  /** Numbers of the trials: from `first`, every `step`. */
  readonly first: number
  readonly step: number
  /** How many disagreements are shrunk and kept as fixtures. */
  readonly shrinks: number
  readonly say: (line: string) => void
  /** Asked after each trial. @returns whether to stop */
  readonly after: (tally: Tally) => Promise<boolean> | boolean
}

/** Compares what the kernel does with what we say, over random rulesets. */
export async function run(kernel: Kernel, options: Options): Promise<Tally> {
  const tally = emptyTally()
  let shrinks = options.shrinks
  for (let number = options.first; total(tally).pairs < options.pairs; number += options.step) {
    const drawn = draw(options, number)
    const found = judge(kernel, drawn, Math.floor(number / (2 * options.kinds.length)))
    if (found === null) addRefused(tally, drawn.kind, drawn.family)
    else {
      addCompared(tally, drawn.kind, drawn.family, found.compared)
      const [first] = found.compared.disagreements
      if (first) {
        options.say(
          `trial ${number} of seed ${options.seed} (${drawn.kind}, IPv${drawn.family}): ${inWords(first)}${found.dumped ? ', read from dumps' : ''}`,
        )
        if (shrinks-- > 0) options.say(keepSmallest(kernel, drawn.trial, first.over, found.dumped))
      }
    }
    if (await options.after(tally)) break
  }
  return tally
}

interface Judged {
  readonly compared: Comparison
  /** Whether the disagreements are those of the dumps. */
  readonly dumped: boolean
}

/** @returns null when a tool does not take the trial */
function judge(kernel: Kernel, { trial, kind }: Draw, round: number): Judged | null {
  const traced = kind !== 'iptables-legacy' && round % TRACED === 0
  let answers: KernelAnswer[]
  let dumps: Dumps | null
  try {
    answers = kernel.ask(trial, traced)
    dumps = round % DUMPED === 0 ? kernel.dump(trial) : null
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
  const compared = against(trial, answers, trial)
  if (compared.disagreements.length > 0) return { compared, dumped: false }
  if (round % WHOLE === 0) assertWhole(trial)
  const again = dumps && against(trial, answers, dumps)
  return again && again.disagreements.length > 0
    ? { compared: { ...compared, disagreements: again.disagreements }, dumped: true }
    : { compared, dumped: false }
}

/** A walk of all sources says of each the same as a walk of it alone. */
function assertWhole(trial: Trial): void {
  const [packet] = trial.packets
  if (!packet) return
  const unlike = unlikeItsParts(
    rulesetOf(trial),
    packet,
    trial.packets.map(({ source }) => source),
  )
  if (unlike !== null) throw new Error(`the walk of all sources says of ${unlike} something else than the walk of it alone`)
}

/** Makes a disagreement small and keeps it. */
function keepSmallest(kernel: Kernel, trial: Trial, over: Difference, dumped: boolean): string {
  const asked = (candidate: Trial): { readonly answers: readonly KernelAnswer[]; readonly dumps: Dumps | null } | null => {
    try {
      return { answers: kernel.ask(candidate, over === 'rule'), dumps: dumped ? kernel.dump(candidate) : null }
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }
  const smallest = shrink(trial, (candidate) => {
    const found = asked(candidate)
    if (found === null) return false
    const shows = (texts: Texts): boolean => against(candidate, found.answers, texts).disagreements.some((one) => one.over === over)
    return found.dumps ? shows(found.dumps) && !shows(candidate) : shows(candidate)
  })
  const { answers = [], dumps = null } = asked(smallest) ?? {}
  const { disagreements } = against(smallest, answers, dumps ?? smallest)
  const path = keep({ trial: smallest, ...(dumps ? { dumps } : {}), answers, versions: versions() })
  const texts = Object.values(dumps ?? smallest).filter((text) => typeof text === 'string')
  return [...texts, ...disagreements.map(inWords), `kept as ${path}`].join('\n')
}
