import type { Ask, Cause, Certainty, Judgement } from '../model/cause.ts'
import { LAYERS } from '../model/layer.ts'
import type { TcpOutcome } from '../model/observation.ts'
import { answersForAll } from './derive/around.ts'
import { askedTcp } from './derive/evidence.ts'
import { excluded, quote } from './judgement.ts'

/** What a cause does to connect(), in words: the reason for which a different outcome excludes it. */
const EFFECT: Readonly<Record<TcpOutcome, string>> = {
  open: 'would act only after the connection has opened',
  refused: 'would refuse the connection',
  unreachable: 'would answer that the target cannot be reached',
  'timed-out': 'would drop packets without an answer',
  'local-error': 'would keep the packet from leaving this machine',
  'not-tried': '',
}
const SEEN: Readonly<Record<TcpOutcome, string>> = {
  open: 'the connection opened',
  refused: 'this was refused',
  unreachable: 'this was answered as unreachable',
  'timed-out': 'nothing was answered',
  'local-error': 'no packet left this machine',
  'not-tried': '',
}

/** Message families of what ssh says at a login, and after it. */
const loginOnly = ({ families }: Cause): boolean => families.length > 0 && families.every((family) => family === 'A' || family === 'S')

const RANK: Readonly<Record<Certainty, number>> = { proven: 0, likely: 1, possible: 2, unknown: 3, excluded: 4 }

/** A cause and what it is judged for one address. */
export interface Judged {
  readonly cause: Cause
  readonly judgement: Judgement
}

/**
 * Judges one cause for one connection. What it predicts for connect() must fit what connect() said, before its own judgement counts; of
 * what shows in logins only, a connection that did not open does not speak.
 */
export function judge(cause: Cause, ask: Ask): Judgement {
  const tcp = ask(askedTcp)
  const outcome = tcp?.seen.outcome
  const all = ask(answersForAll)
  const beyond = LAYERS.indexOf(cause.layer) >= LAYERS.indexOf('network')
  if (tcp && outcome && outcome !== 'not-tried' && cause.predicts[0] !== undefined && !cause.predicts.includes(outcome)) {
    if ((all && beyond) || loginOnly(cause)) return { certainty: 'unknown' }
    return excluded(quote(`${EFFECT[cause.predicts[0]]}, and ${SEEN[outcome]}`, tcp))
  }
  const judgement = cause.judge(ask)
  if (all && beyond && judgement.certainty === 'excluded') return { certainty: 'unknown' }
  const held = judgement.certainty === 'proven' || judgement.certainty === 'likely'
  // Something in between answers for everyone: no TCP evidence from here speaks of the target.
  if (all && beyond && held) {
    return { ...judgement, certainty: 'possible', against: [quote(`port ${all.seen.port}, which must be closed, connects too`, all)] }
  }
  return judgement
}

/**
 * The order of the answers, for one address. First the certainty. Among the proven, the layer that a packet meets first: it is the first
 * wall; what stops ssh itself comes before all. Among the rest, which are rivals for one and the same observation, prior times weight: how often the cause is the reason at all,
 * times how much more often this evidence is seen under it than under its rivals (docs/causes.md lists the priors). A special case goes
 * before the general cause that it refines, where both are equally certain.
 */
export function byRank(left: Judged, right: Judged): number {
  const [a, b] = [left.judgement.certainty, right.judgement.certainty]
  if (a !== b) return RANK[a] - RANK[b]
  if (a !== 'possible' && a !== 'unknown') {
    if (left.cause.refines === right.cause.id) return -1
    if (right.cause.refines === left.cause.id) return 1
  }
  const layers = LAYERS.indexOf(left.cause.layer) - LAYERS.indexOf(right.cause.layer)
  if (a === 'proven' && left.cause.stopsSsh !== right.cause.stopsSsh) return left.cause.stopsSsh ? -1 : 1
  if (a === 'proven' && layers !== 0) return layers
  return score(right) - score(left) || layers || (left.cause.id < right.cause.id ? -1 : 1)
}

function score({ cause, judgement }: Judged): number {
  return cause.prior * ('weight' in judgement ? (judgement.weight ?? 1) : 1)
}
