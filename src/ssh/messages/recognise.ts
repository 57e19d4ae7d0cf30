import { parseAddress } from '../../net/address.ts'
import { printable } from '../../net/printable.ts'
import { whyNotHost, whyNotUser } from '../valid-name.ts'
import { errorOf, type ErrorName } from './errno-words.ts'
import type { Form } from './form.ts'
import { FORMS } from './forms/all.ts'
import type { Meaning } from './meaning.ts'
import { MEANINGS } from './meanings/all.ts'

/** One line that is understood. All strings are printable. */
export interface Message {
  /** Of the form; followed by the meaning where the form has several. */
  readonly id: string
  readonly program: string
  readonly meaning: Meaning
  /** The line, at most 1024 characters. */
  readonly text: string
  readonly host: string | null
  readonly address: string | null
  readonly port: number | null
  readonly user: string | null
  /** The error of the system that the line words, e.g. `ECONNREFUSED`; null where it words none, or none that is known. */
  readonly errno: ErrorName | null
}

/** Of a line that is recorded: 1024 with what a surrogate that was cut in two becomes. */
const MOST = 1000
const LONGEST = 4096

const FORM_LIST: readonly Form[] = FORMS.flat()
const BY_ID = new Map<string, Meaning>(MEANINGS.flat().map((one) => [one.id, one]))

/** What an error of connect() means. */
const CONNECT: Readonly<Record<ErrorName, string>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'no-route-to-host',
  EHOSTDOWN: 'host-is-down',
  ENETUNREACH: 'network-unreachable',
  EACCES: 'connect-denied',
  EPERM: 'connect-denied',
  EINVAL: 'connect-invalid',
  ENOPROTOOPT: 'no-protocol',
  EADDRNOTAVAIL: 'address-not-available',
  EMFILE: 'no-resources',
  ECONNRESET: 'reset-early',
  EAI_NONAME: 'name-unknown',
  EAI_NODATA: 'name-unknown',
  EAI_AGAIN: 'name-not-looked-up',
}

function meaningOf({ means }: Form, errno: ErrorName | null): Meaning | undefined {
  if (means === 'connect') return BY_ID.get(errno === null ? 'connect-failed' : CONNECT[errno])
  // Words that are not known may be those of a resolver in another language.
  if (means === 'name') return BY_ID.get(errno === 'EAI_AGAIN' ? 'name-not-looked-up' : 'name-unknown')
  return BY_ID.get(means)
}

function portOf(text: string | undefined): number | null {
  const port = Number(text ?? '')
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? port : null
}

/** A host that ssh would take, without the brackets of an IPv6 address and what a sentence put behind it. */
function hostOf(text: string | undefined): string | null {
  const host = (text ?? '').replace(/[.,;:)]{1,8}$/, '').replace(/^\[(.{1,255})\]$/, '$1')
  return host !== 'UNKNOWN' && host !== '(UNKNOWN)' && whyNotHost(host) === null && printable(host, 255) === host ? host : null
}

function userOf(text: string | undefined): string | null {
  return text !== undefined && whyNotUser(text) === null && printable(text, 64) === text ? text : null
}

const WEIGHT = { context: 0, echo: 1, symptom: 2, reason: 3 } as const

/** How much a message counts: see Rank. */
export const weightOf = ({ meaning }: { readonly meaning: Meaning }): number => (meaning.vague ? 0.5 : WEIGHT[meaning.rank])

/** The text around the place where the form was found, where the line is longer than is shown. */
function around(line: string, at: number): string {
  return line.length <= MOST ? line : line.slice(Math.max(0, Math.min(at - 100, line.length - MOST)), Math.max(MOST, at - 100 + MOST))
}

/**
 * Reads one line of another program's words. Linear in its length, never throws.
 * @param line at most 4096 characters, without its line end
 * @returns the message that says most; null where none is known
 */
export function recogniseLine(line: string): Message | null {
  // What is recorded of it must be read again as the same.
  const shown = printable(line.trim(), LONGEST)
  let best: Message | null = null
  for (const form of FORM_LIST) {
    const found = form.form.exec(shown)
    if (!found) continue
    const groups: Readonly<Record<string, string | undefined>> = found.groups ?? {}
    const errno = groups['why'] === undefined ? null : errorOf(groups['why'])
    const meaning = meaningOf(form, errno)
    if (!meaning) continue
    const host = hostOf(groups['host'])
    const more = best && weightOf({ meaning }) - weightOf(best)
    // Of two that say as much, the one that names the host.
    if (best && more !== null && (more < 0 || (more === 0 && (host === null || best.host !== null)))) continue
    const address = parseAddress(hostOf(groups['address']) ?? host ?? '') ? (hostOf(groups['address']) ?? host) : null
    best = {
      id: form.means === meaning.id ? form.id : `${form.id}-${meaning.id}`,
      program: form.program,
      meaning,
      text: printable(around(shown, found.index), MOST),
      host,
      address,
      port: portOf(groups['port']),
      user: userOf(groups['user']),
      errno,
    }
  }
  return best
}
