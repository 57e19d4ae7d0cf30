import { CAUSES } from '../../src/diagnose/causes/all.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Played } from '../run/play.ts'
import { classOf } from '../scenario/read.ts'
import { miscounted, overBudget } from '../wire/budget.ts'
import { beside, seenClass } from './answer.ts'
import type { Score, Wall } from './score.ts'
import { unprintable } from './unprintable.ts'

/** Characters of an output that a scoreboard keeps. */
const EXCERPT = 1500

const KNOWN: ReadonlySet<string> = new Set(CAUSES.map(({ id }) => id))
const GENERAL: ReadonlyMap<string, string> = new Map(CAUSES.flatMap(({ id, refines }) => (refines === undefined ? [] : [[id, refines]])))

/** The causes of which a cause is a special case, the nearest first. */
export function generalsOf(cause: string): readonly string[] {
  const general = GENERAL.get(cause)
  return general === undefined ? [] : [general, ...generalsOf(general)]
}

const certaintyOf = (seen: Diagnosis, cause: string): readonly string[] =>
  seen.findings.filter((finding) => finding.cause === cause).map(({ certainty }) => certainty)

const holds = (certainty: string): boolean => certainty === 'proven' || certainty === 'likely' || certainty === 'possible'

/** The part of an output around what must be seen in it, or its beginning. */
function excerpt(output: string, tells: string | undefined): string {
  const at = tells === undefined ? 0 : output.search(new RegExp(tells))
  const from = at < EXCERPT / 2 ? 0 : output.lastIndexOf('\n', at - EXCERPT / 2) + 1
  return output.slice(from, from + EXCERPT)
}

/** Judges a run by its scenario. What is wrong is one sentence each: of the program, and apart from it of the scenario. */
export function judge(played: Played): Score {
  const { run, seen, packets, about } = played
  const { scenario } = run
  const { truth } = scenario
  const base = {
    id: run.id,
    name: run.name,
    title: scenario.title,
    kind: scenario.kind,
    base: run.base,
    family: run.family,
    topology: scenario.topology,
    typed: played.typed,
    truth: truth.wall,
    causedBy: truth.causedBy ?? null,
    further: truth.further,
    alike: Object.keys(truth.alike),
    class: classOf(run),
    beside: beside(packets, about, scenario.port),
    judged: truth.wall === null || (KNOWN.has(truth.wall) && scenario.beyond === undefined),
    ms: played.ms,
    report: played.report,
    lab: played.lab,
  }
  if (!seen) {
    return {
      ...base,
      classSeen: 'no diagnosis',
      wall: truth.wall === null ? 'blamed' : 'wrong',
      verdict: null,
      certainty: null,
      open: [],
      wrongProven: [],
      truthIs: 'absent',
      blockers: { found: [], missed: [...truth.further] },
      decide: null,
      printed: '',
      told: null,
      syns: 0,
      sshd: 0,
      wrong: [played.crash ?? 'no diagnosis'],
    }
  }
  const allowed = new Set([truth.wall, truth.causedBy, ...truth.further, ...truth.also])
  const documents = [seen, ...seen.hops]
  const wrongProven = documents
    .flatMap(({ findings }) => findings)
    .filter(({ cause, certainty }) => certainty === 'proven' && !allowed.has(cause))
    .map(({ cause }) => cause)
  const open = [...new Set(seen.findings.filter(({ certainty, blocks }) => blocks && holds(certainty)).map(({ cause }) => cause))]
  const spoken = truth.wall === null ? [] : certaintyOf(seen, truth.wall)
  const truthIs = spoken.find(holds) ?? spoken[0] ?? 'absent'
  const classSeen = seenClass(run.topology, seen, about)
  const { tells } = scenario
  const command = seen.findings.find(({ cause }) => cause === truth.wall)?.decide ?? null
  const told = tells === undefined || truthIs === 'proven' || !base.judged ? null : new RegExp(tells).test(played.decided?.output ?? '')
  const wall = wallOf(scenario.truth, seen, truthIs)
  const score: Score = {
    ...base,
    classSeen,
    wall,
    verdict: seen.verdict?.cause ?? null,
    certainty: seen.verdict?.certainty ?? null,
    open,
    wrongProven,
    truthIs,
    blockers: {
      found: truth.further.filter((cause) => certaintyOf(seen, cause).some(holds)),
      missed: truth.further.filter((cause) => !certaintyOf(seen, cause).some(holds)),
    },
    decide: command && { where: command.where, command: command.command },
    // A tab would be shown as what it is, an escape.
    printed: excerpt(played.decided?.output ?? '', tells).replaceAll('\t', '  '),
    told,
    syns: documents.reduce((sum, { connections }) => sum + connections.syns, 0),
    sshd: documents.reduce((sum, { connections }) => sum + connections.sshd, 0),
    wrong: [],
  }
  return { ...score, wrong: wrongOf(played, seen, score) }
}

function wallOf(truth: Played['run']['scenario']['truth'], seen: Diagnosis, truthIs: string): Wall {
  const { wall, alike } = truth
  if (wall === null) return seen.verdict === null && seen.findings.every(({ blocks }) => !blocks) ? 'right' : 'blamed'
  const { verdict } = seen
  if (verdict?.cause === wall) return verdict.certainty === 'possible' ? 'open' : 'right'
  if (truthIs === 'excluded') return 'wrong'
  const general = verdict !== null && generalsOf(wall).includes(verdict.cause)
  if (general && verdict.certainty === 'proven') return 'coarse'
  if (verdict === null || verdict.certainty === 'possible' || general || verdict.cause in alike) return 'open'
  return 'wrong'
}

/** Nobody answered: whether the packet left at all is not always to be seen, and then not claimed. */
export function rightClass({ class: is, classSeen }: Score): boolean {
  return is === classSeen || (is === 'unsent silence' && classSeen === 'silence')
}

function wrongOf(played: Played, seen: Diagnosis, score: Score): readonly string[] {
  const { scenario } = played.run
  const { truth } = scenario
  const is = (cause: string): string => certaintyOf(seen, cause).join(', ') || 'not listed'
  const works = truth.wall === null
  // What only a login shows is not judged yet: then it works as far as it was tried.
  const later = !score.judged && score.class === 'open: identification'
  const heldBack = score.class.startsWith('unsent')
  return [
    ...(rightClass(score) ? [] : [`the answer was "${score.class}", and the report says "${score.classSeen}"`]),
    ...score.wrongProven.map((cause) => `WRONG PROVEN ${cause}`),
    ...(score.wall === 'wrong'
      ? [`the verdict is ${score.certainty} ${score.verdict}, and the truth is ${truth.wall}, ${is(truth.wall ?? '')}`]
      : []),
    ...(score.wall === 'blamed' ? [`nothing stands in the way, and ${score.verdict ?? score.open.join(', ')} is blamed`] : []),
    ...(works || holds(score.truthIs) || (!score.judged && score.truthIs !== 'excluded')
      ? []
      : [`the true cause ${truth.wall} must be left open, and is ${score.truthIs}`]),
    ...(works || !score.judged || score.truthIs === 'proven' || score.decide ? [] : [`no command that decides about ${truth.wall}`]),
    ...(score.told === false
      ? [`"${score.decide?.command}" must print ${scenario.tells}, and prints: ${played.decided?.output.slice(0, 600)}`]
      : []),
    ...truth.excluded.filter((cause) => !is(cause).includes('excluded')).map((cause) => `${cause} must be excluded, and is ${is(cause)}`),
    ...truth.never
      .filter((cause) => certaintyOf(seen, cause).some(holds))
      .map((cause) => `${cause} must never be said, and is ${is(cause)}`),
    ...(works && scenario.account && seen.works !== true ? ['a login works, and the report does not say so'] : []),
    ...(!works && seen.works === true ? ['a login does not work, and the report says that it does'] : []),
    ...(later || played.exit === (works ? 0 : 1) ? [] : [`exit code ${played.exit}`]),
    ...(unprintable(seen).length > 0 ? ['control characters in the document'] : []),
    ...overBudget(played.packets, [played.about], scenario.port),
    ...miscounted(played.packets, seen, heldBack),
  ]
}
