import { type Layer, LAYERS } from '../../src/model/layer.ts'
import type { AddressDiagnosis, Diagnosis } from '../../src/model/diagnosis.ts'
import type { Answer } from '../../src/model/observation.ts'
import { unprintable } from '../../lab/score/unprintable.ts'
import type { AddressTruth, Truth } from './case.ts'
import type { Packet } from '../../lab/wire/pcap.ts'
import { answerOf, synsTo, type WireAnswer } from '../../lab/wire/wire.ts'

const wordOf = (answer: WireAnswer | Answer): string =>
  answer.kind === 'icmp' ? `icmp ${answer.type}/${answer.code} ${answer.from}` : answer.kind

/** What the wire shows for one port, in the words of WireTruth. */
export function wireWord(packets: readonly Packet[], address: string, port: number): string {
  const word = wordOf(answerOf(packets, address, port))
  if (synsTo(packets, address, port).length > 0) return word
  return word === 'none' ? 'nothing left' : `unsent ${word}`
}

/** The answer that the program must report where the wire was so. */
const answerWord = ({ wire }: AddressTruth): string => (wire === 'nothing left' ? 'none' : wire.replace(/^unsent /, ''))

function list(name: string, got: unknown, ...wanted: readonly unknown[]): string[] {
  return wanted.includes(got)
    ? []
    : [`${name}: expected ${wanted.map((each) => JSON.stringify(each)).join(' or ')}, got ${JSON.stringify(got)}`]
}

/** Answers that an errno alone gives away: an open connection, and an error of connect() itself. */
const BLIND_TOO = ['syn-ack', 'none']

function compareAddress(truth: AddressTruth, seen: AddressDiagnosis | undefined, blind: boolean): string[] {
  if (!seen) return [`${truth.address} is not in addresses`]
  const name = truth.address
  const ssh = truth.ssh
  return [
    // Without the error queue nobody can tell an ICMP error that came at once from an error of this machine.
    ...list(`${name} outcome`, seen.outcome, truth.outcome, ...(blind && truth.outcome === 'unreachable' ? ['local-error'] : [])),
    ...(truth.errno === undefined ? [] : list(`${name} errno`, seen.errno, truth.errno)),
    ...list(
      `${name} answer`,
      wordOf(seen.answer),
      ...(blind ? ['unknown', ...BLIND_TOO.filter((word) => word === answerWord(truth))] : [answerWord(truth)]),
    ),
    ...(ssh?.reached === undefined ? [] : list(`${name} ssh.reached`, seen.ssh?.reached, ssh.reached)),
    ...(ssh?.ended === undefined ? [] : list(`${name} ssh.ended`, seen.ssh?.ended, ssh.ended)),
    ...comparePath(truth, seen, blind),
  ]
}

function comparePath(truth: AddressTruth, seen: AddressDiagnosis, blind: boolean): string[] {
  const state = new Map(seen.path.map((rung) => [rung.layer, rung.state]))
  const blocking = LAYERS.filter((layer) => state.get(layer) === 'blocks')
  if (truth.blocks === null) {
    const open = LAYERS.slice(0, LAYERS.indexOf('sshd') + 1).filter((layer) => layer !== 'cloud' && state.get(layer) !== 'passes')
    return [...blocking, ...open].map((layer) => `${truth.address}: the rung ${layer} must pass, and is ${state.get(layer)}`)
  }
  const walls: readonly Layer[] = typeof truth.blocks === 'string' ? [truth.blocks] : truth.blocks
  const certain = seen.verdict?.certainty !== 'possible' && !blind
  const last = Math.max(...walls.map((layer) => LAYERS.indexOf(layer)))
  const later = LAYERS.slice(last + 1).filter((layer) => state.get(layer) === 'passes')
  const marked = walls.filter((layer) => state.get(layer) === 'blocks' || (!certain && state.get(layer) === 'unknown'))
  return [
    ...(marked.length > 0
      ? []
      : [`${truth.address}: the rung ${walls.join(' or ')} must block, and is ${walls.map((layer) => state.get(layer)).join(', ')}`]),
    ...blocking.filter((layer) => !walls.includes(layer)).map((layer) => `${truth.address}: the rung ${layer} blocks, and it does not`),
    ...later.map((layer) => `${truth.address}: the rung ${layer} behind the wall passes: nobody can know`),
  ]
}

/** Ports around the asked one whose reported answer is not what the wire showed. What came after silence was decided is no contradiction. */
export function misseen(packets: readonly Packet[], seen: Diagnosis): string[] {
  return seen.contrast.flatMap(({ address, port, answer }) => {
    if (answer.kind === 'none' || answer.kind === 'unknown') return []
    return list(`${address} port ${port} answer`, wordOf(answer), wordOf(answerOf(packets, address.replace(/%.*/, ''), port)))
  })
}

/**
 * What the program's document says against the truth, one sentence each; empty when it is right.
 * @param blind the engine cannot see the wire: answers are `unknown`, and rungs may be
 */
export function compare(truth: Truth, seen: Diagnosis, exit: number | null, blind = false): string[] {
  const certainty = new Map<string, string[]>()
  for (const finding of seen.findings) certainty.set(finding.cause, [...(certainty.get(finding.cause) ?? []), finding.certainty])
  const said = (id: string): boolean =>
    (certainty.get(id) ?? []).some((each) => each === 'possible' || each === 'likely' || each === 'proven')
  const spoken = (id: string): string => (certainty.get(id) ?? ['not listed']).join(', ')
  const { verdict } = truth
  return [
    ...list('exit code', exit, truth.exit),
    ...truth.addresses.flatMap((each) =>
      compareAddress(
        each,
        seen.addresses.find(({ address }) => address === each.address),
        blind,
      ),
    ),
    ...(verdict === null ? list('verdict', seen.verdict, null) : []),
    ...(verdict ? list('verdict', seen.verdict?.cause, ...verdict.cause) : []),
    ...(verdict ? list('certainty', seen.verdict?.certainty, ...verdict.certainty) : []),
    ...seen.findings
      .filter((finding) => finding.certainty === 'proven' && !(truth.proven ?? []).includes(finding.cause))
      .map((finding) => `WRONG PROVEN ${finding.cause}: ${finding.text}`),
    ...(truth.likely ?? []).filter((id) => !spoken(id).includes('likely')).map((id) => `${id} must be likely, and is ${spoken(id)}`),
    ...(truth.atMostPossible ?? [])
      .filter((id) => /likely|proven/.test(spoken(id)))
      .map((id) => `${id} can be possible at most, and is ${spoken(id)}`),
    ...(truth.said ?? []).filter((id) => !said(id)).map((id) => `${id} is the truth, and is ${spoken(id)}`),
    ...(truth.open ?? []).filter((id) => spoken(id) === 'excluded').map((id) => `${id} cannot be excluded, and is`),
    ...(truth.excluded ?? []).filter((id) => spoken(id) !== 'excluded').map((id) => `${id} must be excluded, and is ${spoken(id)}`),
    ...(truth.never ?? []).filter((id) => said(id)).map((id) => `${id} must not be said, and is ${spoken(id)}`),
    ...unprintable(seen),
  ]
}
