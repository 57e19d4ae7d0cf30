import type { Ask, Because, Judgement } from '../../model/cause.ts'
import type { Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { alsoTcp, askedTcp, comparedSsh, routeFrom, routeSeen } from './evidence.ts'

/** What the asked port said to other addresses of this machine. */
export interface OtherSources {
  /** Sources that got another answer, those first that opened; and those that got the same one. */
  readonly differ: readonly Because[]
  readonly alike: readonly Because[]
  /** One of those that differ opened the connection, where the asked one did not. */
  readonly opened: boolean
  /** It left by the same interface and the same gateway: then no route makes the difference. */
  readonly sameWay: boolean
}

const WORD: Readonly<Record<Seen<'tcp'>['outcome'], string>> = {
  open: 'opens',
  refused: 'is refused',
  unreachable: 'is unreachable',
  'timed-out': 'is silent',
  'local-error': 'cannot be tried',
  'not-tried': 'was not tried',
}

/** Refused by RST and by ICMP are two answers. */
const kindOf = ({ outcome, answer }: Seen<'tcp'>): string =>
  answer.kind === 'icmp' ? `icmp ${answer.type}/${answer.code}` : answer.kind === 'unknown' ? outcome : answer.kind

export const otherSources = need('other-sources', (ask): OtherSources | undefined => {
  const asked = ask(askedTcp)?.seen
  const also = ask(alsoTcp)
  if (!asked || also.length === 0 || asked.outcome === 'not-tried') return undefined
  const greeted = ask(comparedSsh)
  const say = (one: (typeof also)[number]): Because => {
    const ssh = greeted.find(({ seen }) => seen.role === 'also' && seen.address === one.seen.address && seen.source === one.seen.source)
    return quote(
      `from ${one.seen.source ?? 'another source'} the port ${WORD[one.seen.outcome]}${ssh ? ', and an SSH server answers' : ''}`,
      one,
    )
  }
  const sorted = also.toSorted((a, b) => Number(b.seen.outcome === 'open') - Number(a.seen.outcome === 'open'))
  const differ = sorted.filter(({ seen }) => kindOf(seen) !== kindOf(asked))
  const opened = differ.find(({ seen }) => seen.outcome === 'open' && asked.outcome !== 'open')
  const [here, there] = [ask(routeSeen)?.seen, routeFrom(ask, opened?.seen.source ?? '')]
  return {
    differ: differ.map(say),
    alike: sorted.filter(({ seen }) => kindOf(seen) === kindOf(asked)).map(say),
    opened: opened !== undefined,
    sameWay: here?.device !== undefined && here.device === there?.device && here.gateway === there.gateway,
  }
})

/**
 * Weighs a reason that acts on some sources only by what other sources of this machine met at the same time. Never proof: what lies
 * between may treat them differently, too.
 * @param way whether the reason lies in the way that packets take, or in their source address
 * @param best of the reasons that look the same the most frequent: it becomes likely
 */
export function weighSources(ask: Ask, judgement: Judgement, way: 'way' | 'source', best: boolean): Judgement {
  const others = ask(otherSources)
  if (!others || (judgement.certainty !== 'possible' && judgement.certainty !== 'likely')) return judgement
  const { differ, alike, opened, sameWay } = others
  const weight = judgement.weight ?? 1
  if (opened) {
    const fits = (way === 'source') === sameWay
    const [first, ...rest] = judgement.because
    const certainty = best && fits ? 'likely' : judgement.certainty
    return { ...judgement, certainty, because: [first, ...rest, ...differ], weight: weight * (fits ? 6 : 2) }
  }
  const [first] = alike
  return first && differ.length === 0
    ? { ...judgement, weight: weight * 0.3, against: [...(judgement.against ?? []), ...alike] }
    : judgement
}
