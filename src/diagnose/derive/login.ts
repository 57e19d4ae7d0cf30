import type { Ask, Because, Judgement } from '../../model/cause.ts'
import type { Evidence, OfferedKey, Seen } from '../../model/observation.ts'
import { recognise } from '../../ssh/identification.ts'
import { need } from '../ask.ts'
import { excluded, quote, unknown } from '../judgement.ts'
import { askedSsh, askedTcp, type Indexed } from './evidence.ts'

type Login = Indexed<Seen<'login'>>

/**
 * How the login that was tried ended. `authenticated`. `refused`: the server, or ssh itself, ended it, and nothing that a person could
 * have typed was asked for. `person`: only somebody at the keyboard could have gone on: a password, a code, a passphrase.
 * `unfinished`: it did not come to a refusal.
 */
export type LoginEnd = 'authenticated' | 'refused' | 'person' | 'unfinished'

export interface LoginFacts extends Login {
  readonly end: LoginEnd
  /** Keys by what became of them. */
  readonly refused: readonly OfferedKey[]
  readonly accepted: readonly OfferedKey[]
  readonly unsigned: readonly OfferedKey[]
  readonly locked: readonly OfferedKey[]
  readonly unoffered: readonly OfferedKey[]
  /**
   * Keys that the server is known to take for this user: it said so before the signature, and it is an OpenSSH, which asks authorized_keys
   * and AllowUsers before it says so; or it went on after the signature.
   */
  readonly taken: readonly OfferedKey[]
  /** Methods that can continue and that need a person. */
  readonly typed: readonly string[]
  /** The server took a key and, after its signature, did not let the user in. */
  readonly turnedAway: boolean
  /** A line of ssh itself, or, with `banner`, one of the server. */
  readonly said: (pattern: RegExp) => string | undefined
  readonly banner: (pattern: RegExp) => string | undefined
}

const TYPED = /^(?:password|keyboard-interactive)$/

function endOf({ reached, methods, keys, said }: Seen<'login'>, typed: readonly string[]): LoginEnd {
  if (reached === 'authenticated') return 'authenticated'
  if (reached !== 'methods' && reached !== 'partial') return 'unfinished'
  // ssh had a way left that it could not go without somebody at the keyboard; the server has not ended it.
  const byServer = said.some((line) => /^(?:Received disconnect|Disconnected|Connection (?:closed|reset))/.test(line))
  if (!byServer && (typed.length > 0 || keys.some(({ fate }) => fate === 'locked'))) return 'person'
  return methods.length > 0 || byServer ? 'refused' : 'unfinished'
}

function factsOf({ index, seen }: Login, openssh: boolean): LoginFacts {
  const of = (fate: OfferedKey['fate']): readonly OfferedKey[] => seen.keys.filter((key) => key.fate === fate)
  const typed = seen.methods.filter((method) => TYPED.test(method))
  const accepted = of('accepted')
  return {
    index,
    seen,
    end: endOf(seen, typed),
    refused: of('refused'),
    accepted,
    unsigned: of('not-signed'),
    locked: of('locked'),
    unoffered: of('not-offered'),
    // Without a type, ssh had only the private half, and the server was not asked.
    taken: [
      ...(openssh || seen.reached === 'partial' || seen.reached === 'authenticated' ? accepted : []),
      ...(openssh ? [...of('not-signed'), ...of('locked')].filter(({ type }) => type !== '') : []),
    ],
    typed,
    turnedAway: accepted.length > 0 && seen.reached === 'methods',
    said: (pattern) => seen.said.find((line) => pattern.test(line)),
    banner: (pattern) => seen.banner?.find((line) => pattern.test(line)),
  }
}

/** The login that was tried at this address; undefined where none was. */
export const loginFacts = need('login-facts', (ask): LoginFacts | undefined => {
  const index = ask.evidence.findIndex((one: Evidence) => one.probe === 'login' && one.reached !== 'not-tried')
  const seen = ask.evidence[index]
  if (seen?.probe !== 'login') return undefined
  if (ask(askedTcp)?.seen.outcome !== 'open' && ask.address !== null) return undefined
  if (seen.address !== undefined && seen.address !== ask.address) return undefined
  return factsOf({ index, seen }, recognise(ask(askedSsh)?.seen.identification ?? '').software === 'OpenSSH')
})

/** Why no login was tried, although all before it passes; undefined where one was, or it did not come to that. */
export const loginNotTried = need(
  'login-not-tried',
  (ask) => ask.evidence.find((one): one is Seen<'login'> => one.probe === 'login' && one.reached === 'not-tried')?.why,
)

/** Judges a login that failed, or that only a person could have finished: where it came about, no cause of a failure holds. */
export function whereLoginFailed(ask: Ask, judge: (facts: LoginFacts) => Judgement): Judgement {
  const facts = ask(loginFacts)
  if (facts?.end === 'authenticated') return excluded(quote(`${facts.seen.user} was logged in`, facts))
  return facts && facts.end !== 'unfinished' ? judge(facts) : unknown
}

const failedLogin = need('failed-login', (ask) => {
  const facts = ask(loginFacts)
  return facts && (facts.end === 'refused' || facts.end === 'person') ? facts : undefined
})

/** Not one key was taken, whatever was offered; undefined otherwise. */
export const keysRefused = need('keys-refused', (ask): LoginFacts | undefined => {
  const facts = ask(failedLogin)
  if (!facts || facts.seen.reached !== 'methods') return undefined
  return facts.accepted.length + facts.unsigned.length + facts.locked.length === 0 ? facts : undefined
})

/** A key in few words: `ED25519 key /home/ann/.ssh/id_ed25519`, or `RSA key ann@laptop (agent)`. */
export function keyName({ type, name, from }: OfferedKey): string {
  return `${type === '' ? '' : `${type} `}key ${name}${from === 'agent' ? ' (agent)' : ''}`
}

/** What was offered and refused, to be quoted. */
export function refusal(facts: LoginFacts): Because {
  const { refused, seen, index } = facts
  const shown = refused
    .slice(0, 3)
    .map((key) => `the ${keyName(key)}`)
    .join(', ')
  const text =
    refused.length === 0
      ? `ssh had no key to offer for ${seen.user}; the server takes ${seen.methods.join(', ') || 'nothing more'}`
      : `the server refused ${shown}${refused.length > 3 ? ` and ${refused.length - 3} more` : ''} for ${seen.user}`
  return { text, from: { evidence: index } }
}

/** Users that images of a system come with, by the distribution that the identification names. */
export const imageUsers = need('image-users', (ask): readonly string[] => {
  const ssh = ask(askedSsh)?.seen
  const { distribution = '', software = '' } = recognise(ssh?.identification ?? '')
  if (distribution.startsWith('Ubuntu')) return ['ubuntu', 'azureuser', 'root']
  if (distribution.startsWith('Debian')) return ['debian', 'admin', 'azureuser', 'root']
  if (distribution.startsWith('Raspbian')) return ['pi']
  if (distribution.startsWith('FreeBSD')) return ['ec2-user', 'freebsd', 'root']
  // The identifications of other systems name none.
  return software === 'OpenSSH'
    ? ['ec2-user', 'rocky', 'almalinux', 'fedora', 'centos', 'cloud-user', 'opc', 'core', 'bitnami', 'alpine', 'arch', 'root']
    : []
})
