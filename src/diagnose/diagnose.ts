import type { Ask, Because, Hop, Judgement } from '../model/cause.ts'
import type {
  AddressDiagnosis,
  Compared,
  ContrastSeen,
  Diagnosis,
  Finding,
  HostKeyDiagnosis,
  LoginSeen,
  PathSeen,
  Rung,
  Verdict,
} from '../model/diagnosis.ts'
import type { Layer } from '../model/layer.ts'
import type { HostKeySeen, Observation, Seen } from '../model/observation.ts'
import { parseAddress } from '../net/address.ts'
import { recognise } from '../ssh/identification.ts'
import { asker } from './ask.ts'
import { CAUSES } from './causes/all.ts'
import { clean } from './clean.ts'
import { clientSide } from './client-side.ts'
import { askedSsh, askedTcp, nameSeen } from './derive/evidence.ts'
import { knownKey } from './derive/known-key.ts'
import { loginFacts } from './derive/login.ts'
import { symptom, type SymptomKind } from './derive/symptom.ts'
import { kexFailure } from './derive/kex-failure.ts'
import { happened } from './happened.ts'
import { byRank, judge, type Judged } from './judge.ts'
import { ladder } from './ladder.ts'
import { clause, verboseSsh } from './wording.ts'

type Held = Extract<Judgement, { certainty: 'proven' | 'likely' | 'possible' }>

/** A verdict with what the report says of it. */
interface Told extends Verdict {
  readonly layer: Layer
  readonly text: string
}

/** One address, judged. */
interface Tried {
  readonly address: string | null
  readonly ask: Ask
  readonly judged: readonly Judged[]
  readonly kind: SymptomKind
  /** Whether an SSH server answers, and nothing that was tried of it failed. */
  readonly serves: boolean
  readonly verdict: Told | null
}

/**
 * Says what the observation means. Pure: the same observation always gives the same diagnosis, so a recording can be replayed.
 * @param version of the sshwhy that judges
 */
export function diagnose(observation: Observation, version: string): Diagnosis {
  const hops = (observation.hops ?? []).map((hop) => diagnose(hop, version))
  const about = asker(observation, hops.map(asHop))
  const name = about(null)(nameSeen)?.seen
  const addresses = (name?.addresses ?? []).filter((text) => name?.resolver === 'beyond' || parseAddress(text) !== null)
  const tried = (addresses.length > 0 ? addresses : [null]).map((address) => tryAddress(about(address)))
  const first = decisive(tried)
  const reached = lastPassing(ladder(first.ask, first.verdict))
  return clean({
    schema: 1,
    version,
    vantage: observation.vantage,
    startedAt: observation.startedAt,
    ms: observation.ms,
    target: observation.target,
    connections: observation.connections,
    contacted: [...new Set([...hops.flatMap((hop) => hop.contacted), ...contacted(observation)])],
    summary: {
      happened: happened(
        first.ask,
        tried.flatMap(({ ask }) => (ask === first.ask ? [] : [ask])),
      ),
      meaning: meaning(first),
    },
    addresses: tried.flatMap((one) => (one.address === null ? [] : [addressDiagnosis(one, one.address)])),
    contrast: contrast(observation),
    sources: compared(observation, 'also'),
    egress: compared(observation, 'egress'),
    paths: paths(observation),
    client: clientSide(first.ask),
    login: loginSeen(observation),
    message: null,
    hops,
    findings: findings(tried, first),
    contradictions: contradictions(tried),
    unread: observation.unseen,
    next: next(first),
    verdict: first.verdict && { cause: first.verdict.cause, certainty: first.verdict.certainty },
    reached,
    works: works(first),
  })
}

/** A login decides where one was tried; a greeting alone is none. */
function works({ ask, serves, kind, verdict }: Tried): boolean | null {
  const end = ask(loginFacts)?.end
  if (end !== undefined) return end === 'authenticated' ? true : end === 'refused' ? false : null
  return verdict === null && (serves || kind === 'not-tried') ? null : false
}

function asHop(hop: Diagnosis): Hop {
  const { target, summary, login, verdict } = hop
  const found = hop.findings.find((one) => one.cause === verdict?.cause && one.certainty === verdict.certainty)
  return {
    name: target?.input ?? '',
    happened: summary.happened,
    meaning: summary.meaning,
    passed: login?.reached === 'authenticated' && verdict === null,
    verdict: verdict && found ? { ...verdict, text: found.text } : null,
    because: found?.because ?? [],
    remedy: found?.remedy ?? null,
    decide: found?.decide ?? null,
  }
}

function tryAddress(ask: Ask): Tried {
  const judged = CAUSES.map((cause): Judged => ({ cause, judgement: judge(cause, ask) })).toSorted(byRank)
  const seen = ask(symptom)
  const serves = seen.kind === 'identified' && kexFailure(seen.kex, seen.ssh.seen) === null
  const loggedIn = ask(loginFacts)?.end === 'authenticated'
  return {
    address: ask.address,
    ask,
    judged,
    kind: seen.kind,
    serves,
    verdict: verdictOf(loggedIn ? judged.filter(({ cause }) => cause.layer === 'session') : judged),
  }
}

function held({ judgement }: Judged): Held | null {
  return judgement.certainty === 'excluded' || judgement.certainty === 'unknown' ? null : judgement
}

/** Whether it would stop ssh where it holds. */
function stops({ cause, judgement }: Judged): boolean {
  return cause.blocks !== false && !('blocks' in judgement)
}

function verdictOf(judged: readonly Judged[]): Told | null {
  const best = judged.find((one) => stops(one) && held(one))
  const judgement = best && held(best)
  if (!best || !judgement) return null
  return { cause: best.cause.id, certainty: judgement.certainty, layer: best.cause.layer, text: judgement.verdict ?? sentence(best) }
}

/** The claim of a cause as part of a sentence: small first letter where it is a plain word, no full stop. */
function sentence({ cause, judgement }: Judged): string {
  return clause(('verdict' in judgement ? judgement.verdict : undefined) ?? cause.claims)
}

/**
 * The address that decides what ssh does: it tries them in order and stays at the first that opens; where none opens, the one of which
 * most is known.
 */
function decisive(tried: readonly Tried[]): Tried {
  const opened = tried.find(({ ask }) => ask(askedTcp)?.seen.outcome === 'open')
  if (opened) return opened
  // An address to which no packet could leave is passed over by ssh: it decides only where all are such.
  const passedOver = ({ kind }: Tried): number => (kind === 'local' || kind === 'not-tried' ? 3 : 0)
  const order = (one: Tried): number => passedOver(one) + ['proven', 'likely', 'possible'].indexOf(one.verdict?.certainty ?? 'possible')
  const [best] = tried.toSorted((a, b) => order(a) - order(b))
  if (!best) throw new Error('an observation has at least one address or none')
  return best
}

const WORD = { proven: '', likely: 'Most likely ', possible: 'It could be that ' } as const

function meaning({ verdict, judged }: Tried): string | null {
  if (!verdict) return null
  const said = judged.map(held).find((judgement) => judgement?.verdict === verdict.text && judgement.meaning !== undefined)?.meaning
  if (said !== undefined) return said
  const rivals = judged.filter((one) => stops(one) && one.cause.refines === undefined && held(one)?.certainty === 'possible')
  const others = verdict.certainty === 'possible' ? rivals.filter((one) => one.cause.id !== verdict.cause).slice(0, 2) : []
  const text = WORD[verdict.certainty] + [verdict.text, ...others.map(sentence)].join(', or that ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function addressDiagnosis({ ask, verdict }: Tried, address: string): AddressDiagnosis {
  const tcp = ask(askedTcp)?.seen
  const ssh = ask(askedSsh)?.seen
  return {
    address,
    family: parseAddress(address)?.family ?? null,
    source: tcp?.source ?? null,
    outcome: tcp?.outcome ?? 'not-tried',
    errno: tcp?.errno ?? null,
    ms: (tcp?.us ?? 0) / 1000,
    syns: tcp ? synsToPort(ask, address, tcp.port) : 0,
    answer: tcp?.answer ?? { kind: 'none' },
    ssh: ssh
      ? {
          reached: ssh.reached,
          ended: ssh.ended,
          ms: ssh.us / 1000,
          identification: ssh.identification ?? null,
          software: ssh.identification === undefined ? null : recognise(ssh.identification).label,
          before: ssh.before,
          offer: ssh.kex?.offer ?? null,
          hostKeys: ssh.kex?.hostKey ? [hostKey(ssh.kex.hostKey, ask(knownKey)?.state ?? null)] : [],
        }
      : null,
    path: ladder(ask, verdict),
    verdict: verdict && { cause: verdict.cause, certainty: verdict.certainty },
  }
}

/** All SYNs to the asked port: from every source, with every TTL. */
function synsToPort(ask: Ask, address: string, port: number): number {
  return ask.evidence.reduce((sum, seen) => ('syns' in seen && seen.address === address && seen.port === port ? sum + seen.syns : sum), 0)
}

function hostKey({ type, sha256, signature }: HostKeySeen, known: HostKeyDiagnosis['known']): HostKeyDiagnosis {
  return { type, sha256, signature, known }
}

function loginSeen({ evidence }: Observation): LoginSeen | null {
  const seen = evidence.find((one) => one.probe === 'login')
  if (!seen) return null
  const { reached, user, methods, done, keys, said, banner = [], why = null, by = null } = seen
  return { reached, user, methods, done, keys, said, banner, why, by }
}

function contrast({ evidence }: Observation): readonly ContrastSeen[] {
  return evidence.flatMap((seen): ContrastSeen[] => {
    if (seen.probe !== 'tcp' || seen.role === 'asked' || seen.role === 'also' || seen.role === 'egress') return []
    const { address, port, role, outcome, errno, us, answer } = seen
    const ssh = evidence.find(
      (other): other is Seen<'ssh'> => other.probe === 'ssh' && other.role === role && other.address === address && other.port === port,
    )
    return [{ address, port, role, outcome, errno: errno ?? null, ms: us / 1000, answer, identification: ssh?.identification ?? null }]
  })
}

function compared({ evidence }: Observation, role: 'also' | 'egress'): readonly Compared[] {
  const all = evidence.flatMap((seen): Compared[] => {
    if (seen.probe !== 'tcp' || seen.role !== role) return []
    const { address, port, source = null, host = null, outcome, errno = null, us, answer } = seen
    const ssh = evidence.find(
      (other): other is Seen<'ssh'> =>
        other.probe === 'ssh' &&
        other.role === role &&
        other.address === address &&
        other.port === port &&
        (role === 'egress' || other.source === source),
    )
    return [{ source, host, address, port, outcome, errno, ms: us / 1000, answer, identification: ssh?.identification ?? null }]
  })
  // Those of a host together, however they came in.
  return role === 'also' ? all : all.toSorted((a, b) => compareText(a.host ?? '', b.host ?? '') || a.port - b.port)
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function paths({ evidence }: Observation): readonly PathSeen[] {
  return evidence.flatMap((seen) =>
    seen.probe === 'path'
      ? [
          {
            address: seen.address,
            port: seen.port,
            role: seen.role,
            tries: seen.tries.map(({ ttl, answer, us }) => ({ ttl, answer, ms: us / 1000 })),
          },
        ]
      : [],
  )
}

function contacted({ evidence }: Observation): readonly string[] {
  const to = evidence.flatMap((seen) => {
    if (seen.probe === 'name-server') return seen.errno === 'ENETUNREACH' ? [] : [seen.server]
    return (seen.probe === 'tcp' && seen.syns > 0) || seen.probe === 'path' ? [seen.address] : []
  })
  return [...new Set(to)]
}

/** Findings of all addresses, those that agree in cause, certainty and words together; the order is that of the decisive address. */
function findings(tried: readonly Tried[], first: Tried): readonly Finding[] {
  const greeted = first.serves && first.verdict === null
  const merged = new Map<string, Finding>()
  const ranked = [first, ...tried.filter((one) => one !== first)].flatMap(({ judged, address, ask }) =>
    judged.map((one) => ({ ...one, address, ask })),
  )
  for (const { cause, judgement, address, ask } of ranked) {
    if (judgement.certainty === 'unknown') continue
    const key = `${cause.id} ${judgement.certainty}`
    const known = merged.get(key)
    if (known) {
      if (address !== null)
        merged.set(key, { ...known, addresses: [...known.addresses, address], because: together(known.because, judgement.because) })
      continue
    }
    const holds = judgement.certainty !== 'excluded'
    merged.set(key, {
      cause: cause.id,
      layer: cause.layer,
      certainty: judgement.certainty,
      blocks: holds && stops({ cause, judgement }) && !greeted,
      addresses: address === null ? [] : [address],
      refines: cause.refines ?? null,
      causedBy: holds ? (judgement.causedBy ?? null) : null,
      text: sentence({ cause, judgement }),
      because: judgement.because,
      against: holds ? (judgement.against ?? []) : [],
      remedy: holds ? (judgement.remedy ?? cause.remedy(ask)) : null,
      decide: holds ? (judgement.decide ?? cause.decide(ask)) : null,
    })
  }
  const { verdict } = first
  const order = ({ cause, certainty }: Finding): number =>
    cause === verdict?.cause && certainty === verdict.certainty ? 0 : 1 + ['proven', 'likely', 'possible', 'excluded'].indexOf(certainty)
  return [...merged.values()].toSorted((a, b) => order(a) - order(b))
}

function together(known: readonly Because[], more: readonly Because[]): readonly Because[] {
  return [...known, ...more.filter((one) => !known.some((other) => other.text === one.text))].slice(0, 8)
}

function contradictions(tried: readonly Tried[]): readonly string[] {
  return tried.flatMap(({ ask, address }) => {
    const answered = ask(askedTcp)?.seen.answer.kind
    const name = ask(nameSeen)?.seen
    const lost = name?.outcome !== 'answer' && address !== null && (answered === 'syn-ack' || answered === 'rst')
    return lost ? [`${address} answered, although the name did not resolve`] : []
  })
}

/** What would decide between the rivals, best first, each command once. */
function next({ judged, ask, verdict, kind }: Tried): Diagnosis['next'] {
  const { proxyCommand, via } = ask.observation.target
  const beyondUs = proxyCommand || via.length > 0
  if (verdict === null && beyondUs && (kind === 'not-tried' || kind === 'identified')) {
    return [{ where: 'here', command: verboseSsh(ask), tells: 'what ssh itself says of the way that cannot be tried from here' }]
  }
  if (verdict === null && ask(loginFacts)?.end === 'unfinished')
    return [{ where: 'here', command: verboseSsh(ask), tells: 'what ssh itself says of the login' }]
  if (verdict === null || verdict.certainty === 'proven') return []
  const commands = judged
    .filter((one) => stops(one) && held(one))
    .map(({ cause, judgement }) => ('decide' in judgement ? judgement.decide : undefined) ?? cause.decide(ask))
  return commands.filter((one, index) => commands.findIndex((other) => other.command === one.command) === index).slice(0, 3)
}

function lastPassing(path: readonly Rung[]): Layer | null {
  const wall = path.findIndex(({ state }) => state !== 'passes' && state !== 'not-tested')
  const before = path.slice(0, wall < 0 ? path.length : wall).filter(({ state }) => state === 'passes')
  return before.at(-1)?.layer ?? null
}
