import type { Capture, Evidence, Observation, Unseen } from '../model/observation.ts'
import type { Changed, Target } from '../model/target.ts'

/** What stands where something was taken out. */
const GONE = '[redacted]'

/** Keywords of ssh_config whose value is a command or an environment: of those only the program is kept. */
const COMMANDS = new Set(['proxycommand', 'localcommand', 'remotecommand', 'knownhostscommand', 'setenv', 'match'])
/** What stands for the value of such a keyword that was never read, or that is none. */
const NO_COMMAND = new Set(['none', 'a command'])

/** `user:password@` of a URI or a jump host, anywhere in a text. A password may hold an `@` itself: the last one ends it. */
const PASSWORD = /(^|[\s"'`(,=])((?:ssh:\/\/)?[^\s"'`(,=:@/[\]]*):(?!\/\/)[^\s]*@/gi
const ASSIGNED =
  /\b((?:[a-z]+[_-])*(?:password|passwd|passphrase|secret|token|api[_-]?key)\s*[=:]\s*)[^\s"'][^\s]*|\b(authorization:\s*).*/gi
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Takes the passwords of addresses out of a text. */
export const withoutPasswords = (text: string): string => text.replace(PASSWORD, `$1$2:${GONE}@`)

/** ssh takes `ann:secret` for the name of the user; whoever typed it meant a password. */
const user = (name: string): string => name.replace(/:[^]*$/, `:${GONE}`)

/** A destination as typed. ssh takes all before the last `@` for the user, white space too. */
const address = (text: string): string => text.replace(/^((?:ssh:\/\/)?[^:@/[\]]*):(?!\/\/)[^]*@/i, `$1:${GONE}@`)

function program(text: string): string {
  if (NO_COMMAND.has(text)) return text
  const [first = '', ...rest] = text.trim().split(/\s+/)
  const name = first.includes('=') ? `${first.slice(0, first.indexOf('='))}=${GONE}` : first
  return rest.length === 0 ? name : `${name} ${GONE}`
}

function changed(one: Changed): Changed {
  const keyword = one.keyword.toLowerCase()
  const redacted = COMMANDS.has(keyword) ? program : keyword === 'user' ? user : withoutPasswords
  const value = (given: string | number): string | number => (typeof given === 'number' ? given : redacted(given))
  return { ...one, typed: value(one.typed), resolved: value(one.resolved) }
}

function target(given: Target): Target {
  return {
    ...given,
    input: address(given.input),
    user: given.user === null ? null : user(given.user),
    via: given.via.map(address),
    changed: given.changed.map(changed),
  }
}

const withoutSecrets = (text: string): string =>
  withoutPasswords(text)
    .replace(PRIVATE_KEY, GONE)
    .replace(ASSIGNED, (_, assigned?: string, header?: string) => `${assigned ?? header ?? ''}${GONE}`)

const capture = (given: Capture): Capture => ({ ...given, out: withoutSecrets(given.out) })

/** What ssh, a server or a command said may repeat what was typed; what was pasted to be explained may hold anything. */
function evidence(given: Evidence): Evidence {
  if (given.probe === 'message') return { ...given, text: withoutSecrets(given.text) }
  if (given.probe !== 'login' && given.probe !== 'proxy') return given
  const said = given.said.map(withoutPasswords)
  if (given.probe === 'proxy') return { ...given, said }
  const { banner } = given
  return { ...given, user: user(given.user), said, ...(banner === undefined ? {} : { banner: banner.map(withoutPasswords) }) }
}

const unseen = ({ what, why }: Unseen): Unseen => ({ what: withoutPasswords(what), why: withoutPasswords(why) })

/**
 * Takes out what could be a secret: passwords in addresses, arguments of commands, values set in environments, private keys. Names of
 * hosts and users, addresses and paths stay: without them there is nothing to diagnose. What is redacted already stays as it is, so the
 * diagnosis of a recording is that of the run.
 */
export function redact(observation: Observation): Observation {
  return {
    ...observation,
    target: target(observation.target),
    evidence: observation.evidence.map(evidence),
    captures: observation.captures.map(capture),
    unseen: observation.unseen.map(unseen),
    ...(observation.hops === undefined ? {} : { hops: observation.hops.map(redact) }),
  }
}
