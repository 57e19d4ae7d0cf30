import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, fstatSync, lstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginEvidence } from '../model/observation.ts'
import { printable } from '../net/printable.ts'
import { readLoginLog } from '../ssh/login-log.ts'
import { clock } from './clock.ts'
import { loginWords } from './login-words.ts'
import { settledWithin } from './pause.ts'
import type { Session } from './session.ts'

/** A login must have come about, or failed, in so much time: sk keys that wait for a touch never do. */
const LIMIT_MS = 15_000
/** How often the log and the socket are looked at. */
const SLICE_MS = 10
/** ssh has so long to say goodbye after SIGTERM. */
const GOODBYE_MS = 1000
/** A log that is longer comes from a server that sends SSH_MSG_DEBUG without end. */
const MAX_LOG = 512 * 1024
const NO_SOCKET = 'its log speaks of a login, and no socket of a master connection followed'
const MAX_BANNER = 16_384
/** Room for `/s` and the 17 characters that ssh appends while it binds the socket: sun_path holds 104 to 108 bytes. */
const MAX_FOLDER = 80

export interface StartLogin {
  /** SshCommandLine.passed: how ssh would connect. */
  readonly passed: readonly string[]
  /** The host as typed, without its user and port. */
  readonly host: string
  /** Whom the evidence is about. */
  readonly user: string
  /** Whether `ssh -G` knows a keyword; see LoginWords. */
  readonly knows: (keyword: string) => boolean
  /** AddressFamily, where only one family is to be tried. */
  readonly family: 'inet' | 'inet6' | null
  /** Leaves the login open, as a master through which others may connect. */
  readonly keep: boolean
  /** Default `ssh`, by the PATH. */
  readonly sshPath?: string
}

/** A login that stays open. */
export interface Master {
  /** For `ssh -S PATH`. */
  readonly controlPath: string
  /** All that it has logged so far. */
  readonly log: () => string
  /** Ends it, and removes its files. Never rejects. */
  readonly close: () => Promise<void>
}

export interface StartedLogin {
  readonly evidence: LoginEvidence
  /** Null: it did not come about, or was not to be kept. */
  readonly master: Master | null
}

/**
 * Logs in by the system's ssh, as the leader of a session of its own so that it has no terminal to ask on, with its standard input closed,
 * and ends it as soon as the login has come about or failed.
 *
 * That it has come about is proved by the socket of a master connection, in a folder of our own: ssh makes it after the login and never
 * before (muxserver_listen() in mux.c, called by ssh_session2()). Nothing that a server writes, in a banner or in ssh's log, can make it.
 * @throws the reason of the signal, once ssh is killed
 */
export async function startLogin(session: Session, login: StartLogin): Promise<StartedLogin> {
  const at = session.now()
  const start = clock()
  const { signal } = session.options
  const folder = makeFolder()
  if ('why' in folder) return { evidence: notTried(at, login.user, folder.why), master: null }
  const run = new Run(folder.path, login, Math.ceil(Math.max(session.options.timeoutMs, session.options.bannerMs) / 1000))
  let kept = false
  try {
    let authenticated = false
    while (clock() < start + LIMIT_MS) {
      authenticated = run.authenticated()
      if (authenticated || run.ended || run.logSize() > MAX_LOG) break
      await settledWithin(run.gone, SLICE_MS, signal)
    }
    kept = authenticated && login.keep
    const code = run.ended ? run.code : null
    if (!kept) await run.end()
    const evidence = run.evidence(at, Math.round((clock() - start) * 1000), authenticated, code)
    return { evidence, master: kept ? { controlPath: run.controlPath, log: () => run.logText(), close: () => run.remove() } : null }
  } finally {
    if (!kept) await run.remove()
  }
}

/** A folder that nobody else may enter. */
function makeFolder(): { readonly path: string } | { readonly why: string } {
  const parent = tmpdir().length > MAX_FOLDER ? '/tmp' : tmpdir()
  try {
    return { path: mkdtempSync(join(parent, 'sshwhy-')) }
  } catch (error) {
    return { why: `there is no place for its log: ${parent}: ${(error as NodeJS.ErrnoException).code ?? String(error)}` }
  }
}

/** A login that could have been tried, and was not. */
export function notTried(at: number, user: string, why: string): LoginEvidence {
  return { probe: 'login', at, reached: 'not-tried', why, user, methods: [], done: [], keys: [], said: [], code: null, us: 0 }
}

/** One ssh, while it runs. */
class Run {
  readonly controlPath: string
  readonly gone: Promise<void>
  ended = false
  code: number | null = null
  readonly #folder: string
  readonly #log: string
  readonly #login: StartLogin
  readonly #child: ChildProcess
  #banner = ''

  constructor(folder: string, login: StartLogin, connectSeconds: number) {
    this.#folder = folder
    this.#login = login
    this.#log = join(folder, 'log')
    this.controlPath = join(folder, 's')
    const words = loginWords({ ...login, controlPath: this.controlPath, logFile: this.#log, connectSeconds })
    this.#child = spawn(login.sshPath ?? 'ssh', words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: environment(),
    })
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      if (this.#banner.length < MAX_BANNER) this.#banner += bytes.toString('latin1')
    })
    this.gone = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.ended = true
        this.code = code
        resolve()
      }
      this.#child.on('error', () => end(null))
      this.#child.on('exit', end)
    })
  }

  authenticated(): boolean {
    return lstatSync(this.controlPath, { throwIfNoEntry: false })?.isSocket() === true
  }

  logSize(): number {
    return lstatSync(this.#log, { throwIfNoEntry: false })?.size ?? 0
  }

  /** Ends ssh, and the ProxyCommand that it may have started. */
  async end(): Promise<void> {
    if (this.ended) return
    this.#signal('SIGTERM')
    const never = new AbortController().signal
    if (!(await settledWithin(this.gone, GOODBYE_MS, never))) this.#signal('SIGKILL')
    await this.gone
  }

  async remove(): Promise<void> {
    if (!this.ended) {
      this.#signal('SIGTERM')
      const never = new AbortController().signal
      if (!(await settledWithin(this.gone, GOODBYE_MS, never))) this.#signal('SIGKILL')
    }
    this.#child.stderr?.destroy()
    if (existsSync(this.#folder)) rmSync(this.#folder, { recursive: true, force: true })
  }

  evidence(at: number, us: number, authenticated: boolean, code: number | null): LoginEvidence {
    const { claimed, by, agent, peer, ...read } = readLoginLog(this.logText(), true)
    const method = authenticated && claimed ? by : undefined
    const banner = this.#banner
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '' && !/^(?:debug[123]: |OpenSSH_)/.test(line))
      .slice(0, 32)
      .map((line) => printable(line, 512))
    return {
      probe: 'login',
      at,
      user: this.#login.user,
      ...read,
      // Where ssh could make no socket, or a server wrote that line, nothing is known of the login.
      said: claimed && !authenticated ? [...read.said.slice(0, 31), NO_SOCKET] : read.said,
      reached: authenticated ? 'authenticated' : claimed ? 'key-exchange' : read.reached,
      ...(method === undefined ? {} : { by: method }),
      ...(agent === undefined ? {} : { agent }),
      ...(peer === undefined ? {} : { address: peer.address }),
      ...(banner.length > 0 ? { banner } : {}),
      code,
      us,
    }
  }

  logText(): string {
    let fd: number
    try {
      fd = openSync(this.#log, 'r')
    } catch {
      return ''
    }
    try {
      const bytes = Buffer.alloc(Math.min(fstatSync(fd).size, MAX_LOG))
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0))
    } finally {
      closeSync(fd)
    }
  }

  #signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child
    if (pid === undefined || this.ended) return
    try {
      process.kill(-pid, name)
    } catch {
      this.#child.kill(name)
    }
  }
}

/** Nothing that could show a dialogue. */
function environment(): NodeJS.ProcessEnv {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, SSH_ASKPASS: _askpass, ...kept } = process.env
  return { ...kept, SSH_ASKPASS_REQUIRE: 'never' }
}
