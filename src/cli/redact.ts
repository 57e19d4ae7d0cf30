import type { Capture, Observation } from '../model/observation.ts'
import type { Changed, Target } from '../model/target.ts'

/** What stands where something was taken out. */
const GONE = '[redacted]'

/** Keywords of ssh_config whose value is a command or an environment: of those only the program is kept. */
const COMMANDS = new Set(['proxycommand', 'localcommand', 'remotecommand', 'knownhostscommand', 'setenv', 'match'])

/** `user:password@` of a URI or a jump host. */
const PASSWORD = /^((?:ssh:\/\/)?[^\s:@/[\]]*):(?!\/\/)[^@]*@/
const ASSIGNED =
  /\b((?:[a-z]+[_-])*(?:password|passwd|passphrase|secret|token|api[_-]?key)\s*[=:]\s*)[^\s"'][^\s]*|\b(authorization:\s*).*/gi
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

const address = (text: string): string => text.replace(PASSWORD, `$1:${GONE}@`)

function program(text: string | number): string | number {
  if (typeof text === 'number') return text
  const [first = '', ...rest] = text.trim().split(/\s+/)
  const name = first.includes('=') ? `${first.slice(0, first.indexOf('='))}=${GONE}` : first
  return rest.length === 0 ? name : `${name} ${GONE}`
}

function changed(one: Changed): Changed {
  if (!COMMANDS.has(one.keyword.toLowerCase())) return one
  return { ...one, typed: program(one.typed), resolved: program(one.resolved) }
}

function target(given: Target): Target {
  return { ...given, input: address(given.input), via: given.via.map(address), changed: given.changed.map(changed) }
}

function capture(given: Capture): Capture {
  const out = given.out
    .replace(PRIVATE_KEY, GONE)
    .replace(ASSIGNED, (_, assigned?: string, header?: string) => `${assigned ?? header ?? ''}${GONE}`)
  return { ...given, out }
}

/**
 * Takes out what could be a secret: passwords in addresses, arguments of commands, values set in environments, private keys. Names of
 * hosts and users, addresses and paths stay: without them there is nothing to diagnose. What is redacted already stays as it is, so the
 * diagnosis of a recording is that of the run.
 */
export function redact(observation: Observation): Observation {
  return { ...observation, target: target(observation.target), captures: observation.captures.map(capture) }
}
