import type { LoginEvidence, OfferedKey } from '../model/observation.ts'
import { printable } from '../net/printable.ts'
import { readIdentity, sameKey } from './login-key.ts'

/** What the log of `ssh -vvv` tells of a login; see LoginEvidence. */
export type LoginRead = Pick<LoginEvidence, 'reached' | 'methods' | 'done' | 'keys' | 'said'> & {
  readonly by?: string
  readonly agent?: string
  /** The log itself says that the login came about: a server can make it say so, see readLoginLog(). */
  readonly claimed: boolean
  /** The address and port that ssh connected to, as it names them. */
  readonly peer?: { readonly address: string; readonly port: number }
}

const MAX_LINE = 1024
const MAX_LINES = 20_000
const MAX_KEYS = 64
const MAX_METHODS = 16
const MAX_SAID = 32
/** Method names are at most 64 characters (RFC 4250 section 4.6.1). */
const METHOD = /^[a-z0-9][\w.@-]{0,63}$/i

type Fate = OfferedKey['fate']
type Change = Partial<Pick<OfferedKey, 'why'>> & { readonly fate: Fate }

/** The walk over the lines: sshconnect2.c writes them in the order in which things happen. */
class Walk {
  reached: LoginEvidence['reached'] = 'nothing'
  claimed = false
  by: string | undefined
  agent: string | undefined
  peer: { readonly address: string; readonly port: number } | undefined
  methods: readonly string[] = []
  readonly done: string[] = []
  readonly said: string[] = []
  readonly keys: OfferedKey[] = []
  /** The method that is being tried. */
  method: string | undefined
  /** Index of the key whose turn it is; null: none. */
  current: number | null = null
  /** That key was accepted, and its signature has not been seen to fail. */
  taken = false
  /** A file whose public half is not known: its private half is being read. */
  trying: string | null = null

  line(text: string): void {
    const debug = /^debug[123]: (.*)$/.exec(text)
    if (debug) this.debug(debug[1] ?? '')
    else this.plain(text)
  }

  /** What is logged as debug. The function before it stands there since OpenSSH 5.x, in another form since 8.5. */
  debug(text: string): void {
    let match: RegExpExecArray | null
    if (/^Connection established\.?$/.test(text)) this.reach('connected')
    else if ((match = /^Connecting to .{1,300} \[([\w.:%-]{1,80})\] port (\d{1,5})\.?$/.exec(text)) !== null)
      this.peer = { address: match[1] ?? '', port: Number(match[2]) }
    else if (text === 'SSH2_MSG_NEWKEYS received' || text.startsWith('SSH2_MSG_SERVICE_ACCEPT received')) this.reach('key-exchange')
    else if ((match = /^Authentications that can continue: (.*)$/.exec(text)) !== null) this.goOn(match[1] ?? '')
    else if ((match = /^Next authentication method: (\S{1,64})$/.exec(text)) !== null) {
      this.settle()
      this.method = match[1]
    } else if (text === 'No more authentication methods to try.') this.settle()
    else if ((match = /^Authentication succeeded \(([^)\s]{1,64})\)\.$/.exec(text)) !== null) this.succeed(match[1])
    else this.key(text)
  }

  /** Lines about one key. */
  key(text: string): void {
    let match: RegExpExecArray | null
    if ((match = /^Will attempt key: (.+)$/.exec(text)) !== null) this.add(readIdentity(match[1] ?? ''), 'not-offered')
    else if ((match = /^Offering public key: (.+)$/.exec(text)) !== null) this.offer(readIdentity(match[1] ?? ''))
    // Up to OpenSSH 7.7.
    else if ((match = /^Offering (\S{1,32}) public key: (.+)$/.exec(text)) !== null)
      this.offer({ type: match[1] ?? '', sha256: '', name: match[2] ?? '', from: 'file' })
    else if (text.startsWith('Server accepts key: ')) this.accept()
    else if ((match = /^Trying private key: (.+)$/.exec(text)) !== null) {
      this.settle()
      this.trying = match[1] ?? null
    } else if (text.startsWith('no such identity: ') || /^Load key ".*": No such file or directory$/.test(text)) this.absent()
    else if (/^(?:send_pubkey_test|key_sign_encode|sign_and_send_pubkey): no mutual signature/.test(text))
      this.mark({ fate: 'not-offered', why: 'algorithm' })
    else if ((match = /^Skipping (\S{1,64}) key (.{1,512}?)(?: - (?:not in|corresponding).*)?$/.exec(text)) !== null)
      this.skip(match[1] ?? '', match[2] ?? '', 'algorithm')
    else if ((match = /ignoring certificate (.{1,512}?): not a user certificate/.exec(text)) !== null)
      this.skip('CERT', match[1] ?? '', 'certificate')
    else if ((match = /(?:ssh_get_authentication_socket|ssh_fetch_identitylist): (.+)$/.exec(text)) !== null) {
      if (!/agent contains no identities|agent not present/.test(match[1] ?? '')) this.agent = printable(text, 200)
    }
  }

  /** Lines for the user. */
  plain(text: string): void {
    if (text === '' || /^(?:@+$|OpenSSH_|Transferred: |Bytes per second: |Killed by signal )/.test(text)) return
    let match: RegExpExecArray | null
    if ((match = /^Authenticated to .{1,300} \((?:\[.{1,100}\]:\d{1,5}|via proxy)\)(?: using "([^"\s]{1,64})")?\.$/.exec(text)) !== null) {
      this.succeed(match[1] ?? this.method)
      return
    }
    if ((match = /^Authenticated (?:using "([^"\s]{1,64})" )?with partial success\.$/.exec(text)) !== null) {
      this.partial(match[1] ?? this.method)
      return
    }
    if (this.said.length < MAX_SAID) this.said.push(printable(text, 512))
    if (/sign_and_send_pubkey: no mutual signature/.test(text)) this.mark({ fate: 'not-offered', why: 'algorithm' })
    else if ((match = /signing failed(?: for \S{1,64} "(.{0,512})"(?: from agent)?)?: (.+)$/.exec(text)) !== null)
      this.unsigned(match[2] ?? '')
    else if ((match = /^Load key "(.{1,512})": (.+)$/.exec(text)) !== null) this.unloaded(match[1] ?? '', match[2] ?? '')
    else if ((match = /^no such identity: (.{1,512}): /.exec(text)) !== null) this.absent()
    else if ((match = /^\S{1,300}: Permission denied \(([^)]{0,300})\)\.$/.exec(text)) !== null) {
      this.settle()
      this.goOn(match[1] ?? '')
    }
  }

  reach(point: 'connected' | 'key-exchange' | 'methods'): void {
    const order = ['nothing', 'connected', 'key-exchange', 'methods', 'partial', 'authenticated']
    if (order.indexOf(point) > order.indexOf(this.reached)) this.reached = point
  }

  /** The server has refused what was tried last, or nothing was. */
  goOn(list: string): void {
    this.reach('methods')
    const names = list.split(',').filter((name) => METHOD.test(name))
    this.methods = [...new Set(names)].slice(0, MAX_METHODS)
    // A key that was accepted has been signed for: what is refused now is not the key.
    if ((this.current !== null && !this.taken) || this.trying !== null) this.mark({ fate: 'refused' })
    this.current = null
    this.taken = false
    this.trying = null
  }

  partial(method: string | undefined): void {
    this.reach('methods')
    this.reached = 'partial'
    if (method !== undefined && METHOD.test(method) && this.done.length < MAX_METHODS) this.done.push(method)
    this.signed()
  }

  succeed(method: string | undefined): void {
    this.claimed = true
    if (method !== undefined && METHOD.test(method)) this.by = method
    this.signed()
  }

  /** The signature of the key whose turn it was is good. */
  signed(): void {
    if (this.method === undefined || this.method === 'publickey') this.mark({ fate: 'accepted' })
    this.current = null
    this.taken = false
    this.trying = null
  }

  add(key: Omit<OfferedKey, 'fate'>, fate: Fate): number {
    const known = this.keys.findIndex((other) => sameKey(other, key))
    if (known >= 0 || this.keys.length >= MAX_KEYS) return known
    return this.keys.push({ ...key, fate, ...(fate === 'not-offered' ? { why: 'ended' as const } : {}) }) - 1
  }

  offer(key: Omit<OfferedKey, 'fate'>): void {
    this.settle()
    const index = this.add(key, 'not-offered')
    this.current = index < 0 ? null : index
    this.trying = null
  }

  accept(): void {
    this.mark({ fate: 'accepted' })
    this.taken = true
  }

  mark({ fate, why }: Change): void {
    if (this.current === null && this.trying !== null) {
      const index = this.add({ type: '', sha256: '', name: printable(this.trying, 512), from: 'file' }, 'not-offered')
      this.current = index < 0 ? null : index
      this.trying = null
    }
    const key = this.current === null ? undefined : this.keys[this.current]
    if (this.current === null || !key) return
    const { why: _, ...rest } = key
    this.keys[this.current] = { ...rest, fate, ...(why === undefined ? {} : { why }) }
  }

  /** Goes on to what is next: what was taken and not signed has a private half that could not be opened. */
  settle(): void {
    if (this.current !== null && this.taken) this.mark({ fate: 'locked' })
    else if (this.trying !== null) this.mark({ fate: 'locked' })
    this.current = null
    this.taken = false
    this.trying = null
  }

  unsigned(why: string): void {
    const locked = /passphrase|PIN|device not found|requested feature not supported/i.test(why)
    this.mark({ fate: locked ? 'locked' : 'not-signed' })
    this.taken = false
    this.current = null
  }

  /** The file of a key cannot be used; several lines may say so. */
  unloaded(name: string, why: string): void {
    if (/passphrase/i.test(why)) {
      this.mark({ fate: 'locked' })
      this.current = null
      this.taken = false
      this.trying = null
      return
    }
    const reason = /bad permissions/.test(why) ? 'permissions' : 'unreadable'
    if (this.current === null && this.trying === null) this.trying = name
    this.mark({ fate: 'not-offered', why: reason })
    this.current = null
    this.taken = false
  }

  absent(): void {
    this.trying = null
  }

  skip(type: string, name: string, why: 'algorithm' | 'certificate'): void {
    const key = readIdentity(name)
    const index = this.add({ ...key, type: key.type === '' ? type.toUpperCase().replace(/^SSH-/, '') : key.type }, 'not-offered')
    const before = this.current
    this.current = index < 0 ? null : index
    if (this.current !== null) this.mark({ fate: 'not-offered', why })
    this.current = before
  }
}

/**
 * Reads what `ssh -vvv` has logged about a login, OpenSSH 7.0 to 10: sshconnect2.c, packet.c, authfile.c. Never throws.
 *
 * The server's own words stand in this log too (its list of methods, SSH_MSG_DEBUG, SSH_MSG_DISCONNECT), and ssh lets line ends in them
 * pass (VIS_SAFE in log.c): a hostile server can write whole lines. So the log only claims; that the login came about is proved by what
 * ssh does after it, which is for the caller to see.
 * @param log the log alone, without the banner that ssh writes to its standard error
 * @param over whether ssh has ended, or was ended: then a key that was taken and not signed will not be
 */
export function readLoginLog(log: string, over: boolean): LoginRead {
  const walk = new Walk()
  for (const line of log.split('\n', MAX_LINES)) walk.line(line.replace(/\r$/, '').slice(0, MAX_LINE))
  const ended = walk.said.some((line) => ENDED.test(line))
  // Closed by the server after the signature was sent: no fault of the key.
  if (over && walk.taken && !ended) walk.settle()
  else if (over && walk.current !== null && !walk.taken && ended) walk.mark({ fate: 'refused' })
  else if (over && walk.trying !== null && !ended) walk.settle()
  const { reached, claimed, by, agent, peer, methods, done, said } = walk
  // Of such a file nothing is known, not even that it is there.
  const keys = walk.keys.filter(({ type, why }) => type !== '' || why !== 'ended')
  return {
    reached,
    claimed,
    methods,
    done,
    keys,
    said,
    ...(by === undefined ? {} : { by }),
    ...(agent === undefined ? {} : { agent }),
    ...(peer === undefined ? {} : { peer }),
  }
}

/** How packet.c tells that the other side has ended the connection. */
const ENDED = /^(?:Received disconnect from|Disconnected from|Connection (?:closed|reset) by|Connection to .{1,200} timed out)/
