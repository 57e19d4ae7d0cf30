import { printable } from '../net/printable.ts'

/**
 * RFC 4253 section 4.2: the server may send lines of text, then `SSH-protoversion-softwareversion SP comments CR LF`, at most 255
 * bytes. OpenSSH (kex_exchange_identification) reads at most 1024 lines of at most 8192 bytes, takes a bare LF, and gives up at a
 * NUL or at a CR without LF; all bytes together are our own limit.
 */
const MAX_LINES = 1024
const MAX_LINE = 8192
const MAX_BYTES = 65_536
const MAX_BEFORE = 2048
const MAX_IDENTIFICATION = 255

const NUL = 0
const LF = 10
const CR = 13
const LINE_END = /\r?\n$/

/** What a peer said so far. */
export interface Reading {
  /** `nothing`: no byte came. `foreign`: bytes, but no identification (yet). */
  readonly reached: 'nothing' | 'foreign' | 'identification'
  /** What came before the identification, at most 2048 bytes, latin1: hostile. */
  readonly before: string
  /** All bytes received. */
  readonly bytes: number
  /** Without its line end, at most 255 bytes, latin1: hostile. */
  readonly identification?: string
}

/**
 * `reading`: more may come. `identified`: done. `endless`: over the limits. `invalid`: ssh gives up here; the bytes that follow can
 * only help to recognise what it is.
 */
export type ReaderState = 'reading' | 'identified' | 'endless' | 'invalid'

/** Reads a server's identification from bytes cut anywhere. Never throws. */
export class IdentificationReader {
  #state: ReaderState = 'reading'
  #bytes = 0
  #before = ''
  #kept = 0
  #line = ''
  #lines = 0
  #afterCr = false
  #identification: string | undefined
  #rest: Uint8Array = new Uint8Array(0)

  get state(): ReaderState {
    return this.#state
  }

  /** What came behind the identification, in the chunk that brought its end. */
  get rest(): Uint8Array {
    return this.#rest
  }

  /** The identification as it came, without its line end: what is hashed in a key exchange. */
  get line(): string {
    return this.#line.replace(LINE_END, '')
  }

  push(chunk: Uint8Array): ReaderState {
    this.#bytes += chunk.length
    for (const [index, byte] of chunk.entries()) {
      if (this.#state === 'identified' || this.#state === 'endless') {
        this.#rest = chunk.subarray(index)
        break
      }
      if (this.#state === 'invalid') this.#keep(String.fromCharCode(byte))
      else this.#take(byte)
    }
    return this.#state
  }

  get reading(): Reading {
    const reached = this.#identification !== undefined ? 'identification' : this.#bytes > 0 ? 'foreign' : 'nothing'
    const before = (this.#identification === undefined ? this.#before + this.#line : this.#before).slice(0, MAX_BEFORE)
    const identification = this.#identification === undefined ? {} : { identification: this.#identification }
    return { reached, before, bytes: this.#bytes, ...identification }
  }

  #take(byte: number): void {
    this.#line += String.fromCharCode(byte)
    if (byte === LF) this.#endLine()
    else if (byte === NUL || this.#afterCr) this.#giveUp('invalid')
    else if (this.#line.length > MAX_LINE) this.#giveUp('endless')
    this.#afterCr = byte === CR
    if (this.#state === 'reading' && this.#kept + this.#line.length > MAX_BYTES) this.#giveUp('endless')
  }

  #endLine(): void {
    const text = this.#line.replace(LINE_END, '')
    if (text.length > 4 && text.startsWith('SSH-')) {
      if (/^SSH-\d{1,9}\.\d{1,9}-./.test(text)) {
        this.#identification = text.slice(0, MAX_IDENTIFICATION)
        this.#state = 'identified'
      } else this.#giveUp('invalid')
      return
    }
    this.#keep(this.#line)
    this.#line = ''
    this.#lines++
    if (this.#lines >= MAX_LINES) this.#giveUp('endless')
  }

  #giveUp(state: 'endless' | 'invalid'): void {
    this.#keep(this.#line)
    this.#line = ''
    this.#state = state
  }

  #keep(text: string): void {
    this.#kept += text.length
    if (this.#before.length < MAX_BEFORE) this.#before += text
  }
}

/** SSH 2, or 1.99: a server that speaks both (RFC 4253 section 5.1). OpenSSH has dropped SSH 1. */
export function speaksOurs(identification: string): boolean {
  return /^SSH-(2\.\d+|1\.99)-/.test(identification)
}

/** What an identification says of the program behind it. It is what the peer claims: nobody checks it. */
export interface Recognised {
  /** Protocol version, e.g. `2.0`; `1.99` speaks both 1 and 2. */
  readonly protocol?: string
  /** E.g. `OpenSSH`; for programs not known here the software version field as it is. */
  readonly software: string
  readonly version?: string
  /** E.g. `Debian 12`; with the release only where the identification leaves no other. */
  readonly distribution?: string
  /** For people, e.g. `OpenSSH 9.2 (Debian 12)`. Printable. */
  readonly label: string
}

/** How each program names itself in the software version field; the first group is its version. */
const SOFTWARE: readonly (readonly [RegExp, string])[] = [
  [/^OpenSSH_for_Windows_([\d.]+)/, 'OpenSSH for Windows'],
  [/^OpenSSH_([\d.]+(?:p\d+)?)/, 'OpenSSH'],
  [/^OpenSSH/, 'OpenSSH'],
  [/^dropbear_([\w.]+)/, 'Dropbear'],
  [/^dropbear/, 'Dropbear'],
  [/^tinyssh_?(\w+)?/, 'TinySSH'],
  [/^libssh[_-]([\d.]+)/, 'libssh'],
  [/^wolfSSHv?([\d.]+)/, 'wolfSSH'],
  [/^(?:APACHE-SSHD|SSHD-CORE)-([\d.]+)/, 'Apache MINA SSHD'],
  [/^AsyncSSH_([\d.]+)/, 'AsyncSSH'],
  [/^paramiko_([\d.]+)/, 'Paramiko'],
  [/^Erlang\/([\d.]+)/, 'Erlang ssh'],
  [/^russh_([\d.]+)/, 'russh'],
  [/^Tailscale$/, 'Tailscale SSH'],
  [/^Teleport/, 'Teleport'],
  [/^SSHPiper/, 'SSHPiper'],
  [/^GitLab-SSHD/, 'GitLab'],
  [/^Go$/, 'a Go program (x/crypto/ssh)'],
  [/^AWS_SFTP_([\d.]+)/, 'AWS Transfer Family'],
  [/^mod_sftp(?:\/([\d.]+))?/, 'ProFTPD mod_sftp'],
  [/^Cisco-([\d.]+)/, 'Cisco SSH'],
  [/^Comware-([\d.]+)/, 'H3C Comware'],
  [/^HUAWEI-([\d.]+)/i, 'Huawei SSH'],
  [/^RomSShell_([\d.]+)/, 'RomSShell'],
  [/^ROSSSH$/, 'MikroTik RouterOS'],
  [/^Serv-U_([\d.]+)/, 'Serv-U'],
  [/^VShell_([\w.]+)/, 'VShell'],
  [/^WeOnlyDo[_ -]?([\d.]+)?/, 'WeOnlyDo'],
]

/** Ubuntu puts its own revision, not its release, into the comments; these pairs were in one release only. */
const UBUNTU: readonly (readonly [version: string, revision: RegExp, release: string])[] = [
  ['6.6.1p1', /^2ubuntu2/, '14.04'],
  ['7.2p2', /^4ubuntu2/, '16.04'],
  ['7.6p1', /^4ubuntu0/, '18.04'],
  ['8.2p1', /^4ubuntu0/, '20.04'],
  ['8.9p1', /^3ubuntu0/, '22.04'],
  ['9.6p1', /^3ubuntu13/, '24.04'],
]

function distributionOf(version: string, comments: string): string | undefined {
  const debian = /^(Debian|Raspbian)(?:-(\S*))?/.exec(comments)
  if (debian) {
    // `2+deb12u10`, `4~bpo11+1`: the release is in the revision only after a security update or in a backport.
    const release = /(?:\+deb|~bpo)(\d{1,2})/.exec(debian[2] ?? '')?.[1]
    return release === undefined ? debian[1] : `${debian[1]} ${release}`
  }
  const ubuntu = /^Ubuntu-(\S*)/.exec(comments)
  if (ubuntu) {
    const known = UBUNTU.find(([openssh, revision]) => openssh === version && revision.test(ubuntu[1] ?? ''))
    return known ? `Ubuntu ${known[2]}` : 'Ubuntu'
  }
  if (comments.startsWith('FreeBSD')) return 'FreeBSD'
  return comments.startsWith('NetBSD') ? 'NetBSD' : undefined
}

/** Recognises the software behind an identification string. Never throws; all that it returns is printable. */
export function recognise(identification: string): Recognised {
  const text = printable(identification)
  const parts = /^SSH-(\d{1,9}\.\d{1,9})-([^ ]*) ?(.*)$/.exec(text)
  if (!parts) return { software: text, label: text }
  const [, protocol = '', field = '', comments = ''] = parts
  // Bitvise puts the name into the comments: `SSH-2.0-9.31 FlowSsh: Bitvise SSH Server (WinSSHD) 9.31`.
  if (/Bitvise SSH Server/.test(comments)) return { protocol, ...labelled('Bitvise SSH Server', field, undefined) }
  for (const [pattern, software] of SOFTWARE) {
    const match = pattern.exec(field)
    if (match) return { protocol, ...labelled(software, match[1], distributionOf(match[1] ?? '', comments)) }
  }
  return { protocol, ...labelled(field === '' ? text : field, undefined, distributionOf('', comments)) }
}

function labelled(software: string, version: string | undefined, distribution: string | undefined): Omit<Recognised, 'protocol'> {
  // The patch level of portable OpenSSH means nothing to a reader.
  const short = version?.replace(/p\d+$/, '')
  return {
    software,
    ...(version === undefined ? {} : { version }),
    ...(distribution === undefined ? {} : { distribution }),
    label: `${software}${short === undefined ? '' : ` ${short}`}${distribution === undefined ? '' : ` (${distribution})`}`,
  }
}
