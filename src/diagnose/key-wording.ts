import type { Ask, Because, Decide } from '../model/cause.ts'
import type { HostKeySeen } from '../model/observation.ts'
import { shellWord } from '../net/shell-word.ts'
import { isCertificate, plainType } from '../ssh/known-hosts.ts'
import { onServer } from './wording.ts'
import type { KnownKey, QuotedLine } from './derive/known-key.ts'
import { algorithms } from './derive/algorithms.ts'
import { knownKey } from './derive/known-key.ts'
import type { SshConfig } from './derive/ssh-config.ts'

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^ssh-ed25519$/, 'ED25519'],
  [/^ecdsa-sha2-/, 'ECDSA'],
  [/^ssh-rsa$/, 'RSA'],
  [/^ssh-dss$/, 'DSA'],
  [/^sk-ssh-ed25519/, 'ED25519-SK'],
  [/^sk-ecdsa-/, 'ECDSA-SK'],
]

/** The type of a key as ssh and ssh-keygen write it, e.g. `ED25519`; a certificate by the key in it. */
export function keyType(type: string): string {
  const plain = plainType(type)
  return NAMES.find(([pattern]) => pattern.test(plain))?.[1] ?? plain
}

/** E.g. `ED25519 SHA256:…`. */
export function keyText({ type, sha256 }: Pick<HostKeySeen, 'type' | 'sha256'>): string {
  return `${keyType(type)}${isCertificate(type) ? ' certificate' : ''} ${sha256}`
}

/** A file of known_hosts and the line. */
export function lineText({ file, line }: Pick<QuotedLine, 'file' | 'line'>): string {
  return `${file} line ${line}`
}

/** A line of known_hosts, quoted. */
export function quoteLine(line: QuotedLine, text: string): Because {
  return { text, from: { capture: line.capture, line: line.line, text: `${line.hosts} ${line.type} ${line.sha256}` } }
}

/** A setting of ssh_config, quoted as ssh -G said it. */
export function quoteSetting(config: SshConfig, keyword: string, text: string): Because {
  return { text, from: { capture: config.index, text: config.line(keyword) } }
}

/** VerifyHostKeyDNS, quoted. */
export function quoteDns(config: SshConfig): Because {
  return quoteSetting(config, 'verifyhostkeydns', 'VerifyHostKeyDNS yes: ssh takes a key that DNS has, validated, without a question')
}

/** On the server's console: the fingerprint of its key of that type. */
export function fingerprintCommand({ type }: Pick<HostKeySeen, 'type'>): string {
  const name = /^(?:ssh-)?(ed25519|rsa|dss|ecdsa)/.exec(plainType(type))?.[1]
  return `ssh-keygen -lf /etc/ssh/ssh_host_${name === undefined ? '*' : name === 'dss' ? 'dsa' : name}_key.pub`
}

/** Forgets what a file has for the name; null where that would take away a pattern that stands for other hosts too. */
export function forgetCommand({ file, hosts, name, marker }: QuotedLine): string | null {
  if (marker !== 'key' || /[*?!]/.test(hosts)) return null
  const command = `ssh-keygen -R ${shellWord(name)} -f ${shellWord(file)}`
  return file.startsWith('/etc/') ? `sudo ${command}` : command
}

/** What ssh does with the host key, for the rung of sshd, after a semicolon; empty where no key was seen. */
export function keyNote(ask: Ask): string {
  const known = ask(knownKey)
  if (!known) return ''
  return `; key ${keyText(known.key)} ${stateText(known)}`
}

function stateText({ state, line, revokedBy }: KnownKey): string {
  if (revokedBy) return revokedBy.why === 'revoked' ? `revoked (${revokedBy.file})` : `not looked up (${revokedBy.file} cannot be read)`
  if (state === 'unknown' || line === null) return 'not known'
  const at = `${line.file.split('/').at(-1) ?? line.file} line ${line.line}`
  switch (state) {
    case 'match':
      return line.marker === 'authority' ? `of a known CA (${at})` : `known (${at})`
    case 'changed':
      return `changed (${at})`
    case 'other-type':
      return `not the one in ${at}`
    case 'revoked':
      return `revoked (${at})`
  }
}

/** For the line that says that it works: that ssh will ask first; empty where it does not. */
export function askNote(ask: Ask): string {
  const known = ask(knownKey)
  // Without algorithms in common it does not come to that.
  if ((ask(algorithms)?.apart.length ?? 0) > 0) return ''
  return known?.fate === 'asks' && !known.notShown ? `; ssh will ask whether to trust its key ${keyText(known.key)}` : ''
}

/** The command for the server's own console that shows its key, and what it must show. */
export function keyOnServer(ask: Ask): Decide {
  const known = ask(knownKey)
  const command = known ? fingerprintCommand(known.key) : 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'
  return onServer(command, known ? `the server's own key: it must be ${known.key.sha256}` : "the server's own key")
}
