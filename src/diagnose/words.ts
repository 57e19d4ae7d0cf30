import type { Ask, Because, Cause, Decide, Family, Remedy } from '../model/cause.ts'
import { LAYER_OF } from '../model/catalogue.ts'
import type { AddressDiagnosis, Diagnosis, Finding, Rung, Verdict } from '../model/diagnosis.ts'
import { type Layer, LAYERS } from '../model/layer.ts'
import type { MessageEvidence, Observation, TcpOutcome } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { parseAddress } from '../net/address.ts'
import { shellWord } from '../net/shell-word.ts'
import { decisive } from '../ssh/messages/log.ts'
import type { Meaning, Named } from '../ssh/messages/meaning.ts'
import { type Message, recogniseLine } from '../ssh/messages/recognise.ts'
import { asker } from './ask.ts'
import { clean } from './clean.ts'
import { CAUSES } from './causes/all.ts'
import { clause, hostWord } from './wording.ts'

/** A message that was read again, and its place in the observation. */
type Told = Message & { readonly index: number }

/** What a judgement by words needs. */
interface Case {
  readonly message: Told
  readonly messages: readonly Told[]
  readonly families: readonly Family[]
  /** A jump host, proxy or broker stands in between: what is told of a connection may be another one than the target's. */
  readonly between: boolean
  readonly target: Target | null
  readonly ask: Ask
}

/**
 * Says what the words of another program mean. Nothing is proven by words: what they name outright is likely, what else says the same is
 * possible, and what could not have made the program say this is excluded for the attempt of which it spoke.
 * @param observation for which isWords() holds
 */
export function diagnoseWords(observation: Observation, version: string): Diagnosis {
  return clean(judged(observation, version))
}

function judged(observation: Observation, version: string): Diagnosis {
  const messages = observation.evidence.flatMap((seen, index): Told[] => {
    const message = seen.probe === 'message' ? recogniseLine(seen.text) : null
    return message ? [{ ...message, index }] : []
  })
  const message = decisive(messages)
  const target = observation.target.host === '' ? null : observation.target
  const head = {
    schema: 1,
    version,
    vantage: observation.vantage,
    startedAt: observation.startedAt,
    ms: observation.ms,
    target,
    connections: observation.connections,
    contacted: [],
    contrast: [],
    sources: [],
    egress: [],
    paths: [],
    client: [],
    login: null,
    hops: [],
    contradictions: [],
    unread: observation.unseen,
  } as const
  if (!message) {
    // A recording of a newer sshwhy, which knew more words.
    const seen = observation.evidence.findLast((one): one is MessageEvidence => one.probe === 'message')
    return {
      ...head,
      summary: { happened: `${seen?.program ?? 'a program'} says what this sshwhy does not know`, meaning: null },
      addresses: [],
      message: seen ? { program: seen.program, id: seen.id, text: seen.text } : null,
      findings: [],
      next: ownLook(target),
      verdict: null,
      reached: null,
      works: null,
    }
  }
  const { meaning, program, id, text } = message
  const about = asker({ ...observation, target: target ?? { ...observation.target, input: 'HOST', host: 'HOST' } })
  const seen: Case = {
    message,
    messages,
    families: narrowed(meaning, messages),
    between: messages.some((one) => one.meaning.between),
    target,
    ask: about(address(messages)),
  }
  const found = meaning.success ? [] : findings(seen)
  const best = found.find(({ certainty, blocks }) => blocks && (certainty === 'likely' || certainty === 'possible'))
  const verdict = best ? ({ cause: best.cause, certainty: best.certainty } as Verdict) : null
  const path = ladder(seen, best)
  return {
    ...head,
    summary: {
      happened: `${program} says that ${put(meaning.says, seen)}${meaning.rank === 'context' ? ', and there the text ends' : ''}`,
      meaning: means(found, best),
    },
    addresses: addresses(seen, path, verdict),
    message: { program, id, text },
    findings: found,
    next: next(seen, found),
    verdict,
    reached: path.findLast(({ state }) => state === 'passes')?.layer ?? null,
    works: meaning.success === 'ssh' ? true : meaning.success === 'tcp' ? null : false,
  }
}

const address = (messages: readonly Message[]): string | null => messages.findLast((one) => one.address !== null)?.address ?? null

function put(says: string, { target, messages }: Pick<Case, 'target' | 'messages'>): string {
  const port = messages.some((one) => one.port !== null) && target ? `port ${target.port}` : 'the port'
  return says.replaceAll('{host}', () => target?.host ?? 'the host').replaceAll('{port}', port)
}

/** In the order in which an ssh meets them. */
const ORDER: Readonly<Record<Family, number>> = { N: 0, R: 1, T: 1, U: 1, C: 2, B: 2, K: 3, A: 4, S: 5 }

/** What the attempt had passed already leaves fewer families open: told by other lines of the same attempt. */
function narrowed({ families, rank }: Meaning, messages: readonly Message[]): readonly Family[] {
  const reached = messages.map(({ meaning }) => meaning.reached)
  if (rank === 'context') return hanging(reached)
  // The lines of two connections stand mixed.
  if (messages.some(({ meaning }) => meaning.between)) return families
  const may = (...some: readonly Family[]): readonly Family[] => {
    const left = families.filter((one) => some.includes(one))
    return left.length > 0 ? left : families
  }
  if (reached.includes('authenticated')) return may('S')
  if (reached.includes('offered') || reached.includes('keyed')) return may('A', 'S')
  // From OpenSSH 9.8 on a server greets before its child fails.
  if (reached.includes('identified')) return may('C', 'K', 'A', 'S')
  return reached.includes('connected') ? may('C', 'B') : families
}

/** What is left open where the text ends, as of an ssh that hangs or was interrupted, by how far it had come. */
function hanging(reached: readonly Meaning['reached'][]): readonly Family[] {
  if (reached.includes('offered') || reached.includes('keyed')) return ['A']
  if (reached.includes('identified')) return ['K', 'B']
  return reached.includes('connected') ? ['B'] : ['T']
}

/** Why a cause cannot have made the program say this; null where it can. */
function ruledOut(cause: Cause, { message: { meaning }, families, between }: Case): string | null {
  if (between || families.length === 0) return null
  const { connect } = meaning
  if (connect && cause.predicts.length > 0 && !cause.predicts.some((one) => connect.includes(one)))
    return `${EFFECT[cause.predicts[0] ?? 'open']}, and ${told(connect)}`
  if (cause.families.length === 0) return null
  const orders = families.map((one) => ORDER[one])
  const own = cause.families.map((one) => ORDER[one])
  if (Math.max(...own) < Math.min(...orders)) return 'the attempt had come beyond it'
  return Math.min(...own) > Math.max(...orders) ? 'the attempt did not come so far' : null
}

const EFFECT: Readonly<Record<TcpOutcome, string>> = {
  open: 'acts only after the connection has opened',
  refused: 'refuses',
  unreachable: 'is answered as unreachable',
  'timed-out': 'drops without an answer',
  'local-error': 'lets no packet leave the client',
  'not-tried': 'is not tried',
}

const told = (connect: readonly TcpOutcome[]): string =>
  connect.includes('refused')
    ? 'this attempt was refused (it may still stand behind that)'
    : connect.includes('open')
      ? 'this connection opened'
      : connect.includes('timed-out')
        ? 'this attempt was not answered'
        : 'this attempt was told that there is no way'

function findings(seen: Case): readonly Finding[] {
  const { message, ask, families } = seen
  const { meaning } = message
  const words: Because = { text: `${message.program}: ${message.text}`, from: { evidence: message.index } }
  const others = seen.messages
    .filter((one) => one.index !== message.index && one.meaning.between)
    .map((one): Because => ({ text: `${one.program}: ${one.text}`, from: { evidence: one.index } }))
  const listed = new Set<string>()
  const of = (
    id: keyof typeof LAYER_OF,
    certainty: 'likely' | 'possible' | 'excluded',
    text: string,
    because: readonly Because[],
    named?: Named,
  ): Finding => {
    listed.add(id)
    const cause = CAUSES.find((one) => one.id === id)
    const holds = certainty !== 'excluded'
    return {
      cause: id,
      layer: LAYER_OF[id],
      certainty,
      blocks: holds && cause?.blocks !== false,
      addresses: [],
      refines: cause?.refines ?? null,
      causedBy: null,
      text,
      because,
      against: [],
      remedy: holds ? remedyOf(named, cause, seen) : null,
      decide: holds && cause ? cause.decide(ask) : null,
    }
  }
  const fits: Because = { text: `it can make ${message.program} say so`, from: words.from }
  const named = (list: readonly Named[] | undefined, certainty: 'likely' | 'possible'): readonly Finding[] =>
    (list ?? []).flatMap((one) => (listed.has(one.cause) ? [] : [of(one.cause, certainty, one.text, [words, ...others], one)]))
  const outright = named(meaning.named, 'likely')
  // Another connection than the one that was told of first: a jump host's, a proxy's.
  const jump = seen.messages.flatMap((one) =>
    one.meaning.id === 'jump-failed' && one.index !== message.index ? (one.meaning.named ?? []) : [],
  )
  const through = named(jump, 'likely')
  const perhaps = named(meaning.perhaps, 'possible')
  const never = (meaning.never ?? []).flatMap(({ causes, because }) =>
    causes.flatMap((id) => (listed.has(id) ? [] : [of(id, 'excluded', claim(id), [{ text: because, from: words.from }])])),
  )
  const rest = CAUSES.filter(
    (one): one is Cause & { readonly id: keyof typeof LAYER_OF } => one.id in LAYER_OF && !listed.has(one.id),
  ).toSorted((a, b) => b.prior - a.prior)
  const also = new Set(meaning.also?.map((one) => one.cause))
  const family = rest.flatMap((cause): readonly Finding[] => {
    if (also.has(cause.id)) return []
    const why = ruledOut(cause, seen)
    if (why !== null) return [of(cause.id, 'excluded', clause(cause.claims), [{ text: why, from: words.from }])]
    // Words that name a cause leave out what only says the same by its family.
    const open = !(meaning.rank === 'reason' && outright.length > 0) && cause.families.some((one) => families.includes(one))
    return open ? [of(cause.id, 'possible', clause(cause.claims), [fits])] : []
  })
  return [
    ...through,
    ...outright,
    ...perhaps,
    ...family.filter(({ certainty }) => certainty === 'possible'),
    ...named(meaning.also, 'possible'),
    ...never,
    ...family.filter(({ certainty }) => certainty === 'excluded'),
  ]
}

const claim = (id: string): string => clause(CAUSES.find((one) => one.id === id)?.claims ?? id)

function remedyOf(named: Named | undefined, cause: Cause | undefined, { target, ask }: Case): Remedy | null {
  if (named?.remedy === undefined) return cause?.remedy(ask) ?? null
  const host = target ? hostWord(target.input) : 'HOST'
  return { text: named.remedy, commands: (named.commands ?? []).map((one) => one.replaceAll('HOST', () => host)) }
}

function means(found: readonly Finding[], best: Finding | undefined): string | null {
  if (!best) return null
  if (best.certainty === 'likely') return `Most likely ${best.text}.`
  const rivals = found.filter((one) => one.certainty === 'possible' && one.blocks && (one.refines === null || one === best)).slice(0, 3)
  return `It could be that ${rivals.map(({ text }) => text).join(', or that ')}.`
}

/** The layers that each order of families lies in: first and last. */
const REGION: readonly (readonly [Layer, Layer])[] = [
  ['name', 'name'],
  ['client', 'listener'],
  ['listener', 'sshd'],
  ['sshd', 'sshd'],
  ['auth', 'auth'],
  ['session', 'session'],
]

function ladder({ message, families, between }: Case, best: Finding | undefined): readonly Rung[] {
  const { success } = message.meaning
  const orders = families.map((one) => ORDER[one])
  const at = (layer: Layer): number => LAYERS.indexOf(layer)
  const first = success === 'ssh' ? LAYERS.length : success === 'tcp' ? at('wrappers') : at(REGION[Math.min(...orders)]?.[0] ?? 'client')
  const last = success ? first : at(REGION[Math.max(...orders)]?.[1] ?? 'client')
  return LAYERS.map((layer, index): Rung => {
    if (between && families.length > 0) return { layer, state: 'unknown', because: 'a jump host or proxy stands in between' }
    if (index < first) return { layer, state: 'passes', because: `by what ${message.program} says` }
    const wall = best?.certainty === 'likely' && best.layer === layer
    if (wall) return { layer, state: 'blocks', because: best.text }
    return { layer, state: index <= last && !success ? 'unknown' : 'not-tested', because: '' }
  })
}

function addresses({ message, messages, target }: Case, path: readonly Rung[], verdict: Verdict | null): readonly AddressDiagnosis[] {
  const [outcome] = message.meaning.connect ?? []
  if (target === null || outcome === undefined) return []
  const known = address(messages) ?? target.host
  return [
    {
      address: known,
      family: parseAddress(known)?.family ?? null,
      source: null,
      outcome,
      errno: message.errno === null || message.errno.startsWith('EAI_') ? null : message.errno,
      ms: 0,
      syns: 0,
      answer: { kind: 'unknown', why: 'it is told by another program, not seen' },
      ssh: null,
      path,
      verdict,
    },
  ]
}

/** sshwhy itself for that target: to be run by the reader, never by a pasted text. */
function ownLook(target: Target | null): readonly Decide[] {
  if (target === null) return []
  const port = target.port === 22 ? '' : `-p ${target.port} `
  const command = `sshwhy ${port}${target.input.startsWith('-') ? '-- ' : ''}${shellWord(target.input)}`
  return [{ where: 'here', command, tells: 'what the wire says: who answers, and where it stops' }]
}

function next({ message, target }: Case, found: readonly Finding[]): readonly Decide[] {
  if (message.meaning.success === 'ssh') return []
  const decides = found.flatMap(({ certainty, decide }) => (decide && (certainty === 'likely' || certainty === 'possible') ? [decide] : []))
  const all = [...ownLook(target), ...decides]
  return all.filter((one, index) => all.findIndex((other) => other.command === one.command) === index).slice(0, 3)
}
