import { parseAddress } from '../net/address.ts'
import { shellWord } from '../net/shell-word.ts'
import type { Ask, Decide } from '../model/cause.ts'
import { routeSeen } from './derive/evidence.ts'

/** `db1 (10.0.0.5)`, or the address alone where that is what was asked for. */
export function place(ask: Ask): string {
  const { host } = ask.observation.target
  return ask.address === null || ask.address === host ? host : `${host} (${ask.address})`
}

/** The asked port, as text. */
export function port(ask: Ask): string {
  return String(ask.observation.target.port)
}

/** An ssh command for this user and host, complete and quoted; `port` and `family` only where they differ from what ssh would do. */
export function sshCommand(
  ask: Ask,
  options: { readonly port?: number; readonly family?: 4 | 6; readonly verbose?: boolean } = {},
): string {
  const { host, user } = ask.observation.target
  const asked = options.port ?? ask.observation.target.port
  const words = ['ssh', ...(options.verbose ? ['-v'] : []), ...(options.family ? [`-${options.family}`] : [])]
  if (asked !== 22 || options.port !== undefined) words.push('-p', String(asked))
  return [...words, shellWord(user === null ? host : `${user}@${host}`)].join(' ')
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
