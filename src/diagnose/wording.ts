import { parseAddress } from '../net/address.ts'
import { shellWord } from '../net/shell-word.ts'
import type { Ask, Decide } from '../model/cause.ts'
import { endpoint } from './derive/endpoint.ts'
import { routeSeen } from './derive/evidence.ts'

/** `db1 (10.0.0.5)`, or the address alone where that is what was asked for. */
export function place(ask: Ask): string {
  const { host } = ask(endpoint)
  return ask.address === null || ask.address === host ? host : `${host} (${ask.address})`
}

/** The asked port, as text. */
export function port(ask: Ask): string {
  return String(ask(endpoint).port)
}

/** An ssh command as the user would type it, complete and quoted. */
export function sshCommand(
  ask: Ask,
  options: { readonly port?: number; readonly family?: 4 | 6; readonly words?: readonly string[] } = {},
): string {
  const to = ask(endpoint)
  const words = ['ssh', ...(options.words ?? []), ...(options.family ? [`-${options.family}`] : [])]
  if (options.port !== undefined || to.port !== 22) words.push('-p', String(options.port ?? to.port))
  return [...words, shellWord(to.destination)].join(' ')
}

/** ssh itself, to the target as it was typed. */
export function verboseSsh(ask: Ask): string {
  const { via, input } = ask.observation.target
  const jumps = via.length > 0 ? ['-J', shellWord(via.join(','))] : []
  return ['ssh', '-v', ...jumps, shellWord(input)].join(' ')
}

/** The address judged, as one word of a shell command. */
export function addressWord(ask: Ask): string {
  return shellWord(ask.address ?? 'ADDRESS')
}

/** How this client is seen by the target, as far as this machine knows, as one word of a shell command. */
export function source(ask: Ask): string {
  const known = ask(routeSeen)?.seen.source
  return known !== undefined && parseAddress(known) ? shellWord(known) : 'THIS-CLIENT'
}

/** A command for the server's own console. */
export function onServer(command: string, tells: string): Decide {
  return { where: 'server', command, tells }
}

/** tcpdump on the server, which shows whether our SYN arrives and what leaves. */
export function capture(ask: Ask): Decide {
  const from = source(ask)
  const filter = parseAddress(from) ? `host ${from} and tcp port ${port(ask)}` : `tcp port ${port(ask)}`
  return onServer(`sudo tcpdump -ni any '${filter}'`, 'whether the SYN arrives at the server, and what the server answers')
}

/** Which process listens on the asked port. */
export function listeners(ask: Ask): Decide {
  return onServer(`sudo ss -ltnp 'sport = :${port(ask)}'`, `which process listens on port ${port(ask)}, and on which address`)
}

/** The rules in force, of every backend. iptables-legacy-save, as `-S` would create the tables that it lists. */
export const RULES: Decide = {
  where: 'server',
  command: 'sudo sh -c "nft list ruleset; iptables-save; ip6tables-save; iptables-legacy-save"',
  tells: 'the firewall rules in force on the server',
}

/** Milliseconds with as many digits as matter, from microseconds. */
export function ms(us: number): string {
  const value = us / 1000
  return `${value >= 100 ? Math.round(value) : value >= 1 ? value.toFixed(1) : value.toFixed(2)} ms`
}
