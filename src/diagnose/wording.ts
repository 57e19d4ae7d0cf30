import { formatAddress, parseAddress } from '../net/address.ts'
import { scopeOf } from '../net/scope.ts'
import { shellWord } from '../net/shell-word.ts'
import type { Ask, Decide } from '../model/cause.ts'
import { endpoint } from './derive/endpoint.ts'
import { routeSeen } from './derive/evidence.ts'

/** `db1 (10.0.0.5)`, or the address alone where that is what was asked for. */
export function place(ask: Ask): string {
  const { host } = ask(endpoint)
  return ask.address === null || ask.address === host ? host : `${host} (${ask.address})`
}

/** A sentence as a part of another: small first letter where it is a plain word, no full stop. */
export function clause(text: string): string {
  return text
    .replace(/^(A|An|No|None|The|This|Another|Something|Nothing|All|Large|Packets|What|Beyond) /, (word) => word.toLowerCase())
    .replace(/\.$/, '')
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
  return [...words, hostWord(to.destination)].join(' ')
}

/** ssh itself, to the target as it was typed. */
export function verboseSsh(ask: Ask): string {
  const { via, input, port: target, changed } = ask.observation.target
  // What ssh_config changed, ssh will change again; what was typed must be typed again.
  const asked =
    target !== 22 && !changed.some(({ keyword }) => /^port$/i.test(keyword)) && !input.includes(`:${target}`) ? ['-p', String(target)] : []
  const jumps = via.length > 0 ? ['-J', shellWord(via.join(','))] : []
  return ['ssh', '-v', ...asked, ...jumps, hostWord(input)].join(' ')
}

/** The address judged, as one word of a shell command. */
export function addressWord(ask: Ask): string {
  return shellWord(ask.address ?? 'ADDRESS')
}

/** The address by which the target knows this client, or null: from a private address to a public one, a NAT router gives another. */
function seenAs(ask: Ask): string | null {
  const own = parseAddress(ask(routeSeen)?.seen.source ?? '')
  const to = parseAddress(ask.address ?? '')
  if (!own || !to || (scopeOf(to) === 'public' && scopeOf(own) !== 'public')) return null
  return formatAddress(own)
}

/** How this client is seen by the target, as one word of a shell command; a name to fill in where this machine cannot know it. */
export function source(ask: Ask): string {
  return shellWord(seenAs(ask) ?? 'THIS-CLIENTS-PUBLIC-ADDRESS')
}

/** A host as a word of a command, which can never be an option: a recording may hold anything. */
export function hostWord(host: string): string {
  return host.startsWith('-') ? `-- ${shellWord(host)}` : shellWord(host)
}

/** A name server as a word of dig(1). */
export function addressOfServer(server: string): string {
  return shellWord(`@${server}`)
}

/** `ip route get` for the address judged, with the interface of its zone. */
export function routeCommand(ask: Ask): string {
  const [address = 'ADDRESS', zone] = (ask.address ?? 'ADDRESS').split('%')
  return `ip route get ${shellWord(address)}${zone === undefined ? '' : ` dev ${shellWord(zone)}`}`
}

/** A command for the server's own console. */
export function onServer(command: string, tells: string): Decide {
  return { where: 'server', command, tells }
}

/** tcpdump on the server, which shows whether our SYN arrives and what leaves. */
export function capture(ask: Ask): Decide {
  const from = seenAs(ask)
  const filter = from === null ? `tcp port ${port(ask)}` : `host ${from} and tcp port ${port(ask)}`
  return onServer(`sudo tcpdump -ni any '${filter}'`, 'whether the SYN arrives at the server, and what the server answers')
}

/** Which process listens on the asked port. */
export function listeners(ask: Ask): Decide {
  return onServer(`sudo ss -ltnp 'sport = :${port(ask)}'`, `which process listens on port ${port(ask)}, and on which address`)
}

/** The rules in force, of every backend. iptables-legacy-save, as `-S` would create the tables that it lists. */
export const RULES: Decide = {
  where: 'server',
  command: 'sudo nft list ruleset; sudo iptables-save; sudo ip6tables-save; sudo iptables-legacy-save; sudo ip6tables-legacy-save',
  tells: 'the firewall rules in force on the server',
}

/** The NAT rules in force, of every backend. */
export const NAT_RULES =
  'sudo nft list ruleset; for tool in iptables ip6tables iptables-legacy ip6tables-legacy; do sudo $tool-save -t nat; done'

/**
 * What systemd says of the unit and what sshd says itself, the last lines. By `-u` alone the words of a process that ended at once can be
 * missing: journald looks up its unit only after it is gone.
 */
export function journal(lines: number): string {
  const own = ['UNIT=ssh.service', 'UNIT=sshd.service', 'SYSLOG_IDENTIFIER=sshd', 'SYSLOG_IDENTIFIER=sshd-session']
  return `sudo journalctl -n ${lines} --no-pager ${own.join(' + ')}`
}

/** Milliseconds with as many digits as matter, from microseconds. */
export function ms(us: number): string {
  const value = us / 1000
  return `${value >= 100 ? Math.round(value) : value >= 1 ? value.toFixed(1) : value.toFixed(2)} ms`
}

/** What sshd's configuration says for this user and client, of the keywords that match. */
export function effectiveConfig(ask: Ask, keywords: string, tells: string): Decide {
  const from = seenAs(ask) ?? 'THIS-CLIENTS-PUBLIC-ADDRESS'
  const spec = `user=${ask.observation.target.user ?? 'USER'},host=${from},addr=${from},laddr=${ask.address ?? 'ADDRESS'},lport=${port(ask)}`
  return onServer(`sudo sshd -T -C ${shellWord(spec)} | grep -iE '${keywords}'`, tells)
}

/** What sshd logged about logins, the last lines. */
export function loginJournal(ask: Ask): string {
  return `${journal(200)} | grep -w -- ${shellWord(ask.observation.target.user ?? 'USER')} | tail`
}
