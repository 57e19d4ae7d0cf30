import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { printable } from '../net/printable.ts'
import { percentExpand } from '../ssh/percent-expand.ts'
import { clock } from './clock.ts'
import type { Leg } from './journey.ts'
import { NodeStream } from './node-stream.ts'
import { settledWithin } from './pause.ts'
import type { Session } from './session.ts'
import type { Opened, Way } from './way.ts'

/** ssh sends SIGHUP to the command when it is done with it; so long it may take to end. */
const GRACE_MS = 300
/** So long after the end of its output a command may take to say why. */
const LAST_WORDS_MS = 500
const MAX_LINES = 32
const MAX_SAID = 16_384
/** What may stand in an argument of such a command: nothing of it is shown but in the command's own words. */
const SECRET = /((?:password|passwd|token|secret|key)[=: ]+)\S+/gi

/** The way by the command that ssh_config gives. Run as ssh does: by the user's shell, with `exec` in front (proxy_connect in sshconnect.c). */
export function proxyCommandWay(session: Session, leg: Leg, command: string): Way {
  return { through: 'ProxyCommand', words: [], open: (host, port, deadline) => run(session, leg, command, { host, port, deadline }) }
}

/** The program alone: `cloudflared` of `/usr/bin/cloudflared access ssh …`. */
function programOf(command: string): string {
  const words = command.trim().split(/\s+/)
  const first = words.find((word) => !/^[A-Za-z_]\w*=/.test(word) && word !== 'exec' && word !== 'env') ?? ''
  return printable(basename(first.replaceAll(/["']/g, '')), 64)
}

async function run(
  session: Session,
  leg: Leg,
  command: string,
  to: { readonly host: string; readonly port: number; readonly deadline: number },
): Promise<Opened> {
  const start = clock()
  const at = session.now()
  const program = programOf(command)
  const us = (): number => Math.round((clock() - start) * 1000)
  const expanded = percentExpand(command, {
    h: to.host,
    n: leg.line.destination.host,
    p: String(to.port),
    r: leg.resolved.target.user ?? '',
  })
  if (expanded === null) return { kind: 'failed', us: us(), said: 'ProxyCommand has a % token that ssh does not know' }
  const child = spawn(process.env['SHELL'] || '/bin/sh', ['-c', `exec ${expanded}`], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    if (said.length < MAX_SAID) said += bytes.toString('utf8')
  })
  const end: { how: { readonly code: number | null; readonly signal: string | null } | null } = { how: null }
  const done = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      said += `${error.message}\n`
      end.how = { code: null, signal: null }
      resolve()
    })
    child.on('close', (code, signal) => {
      end.how ??= { code, signal }
      resolve()
    })
  })
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || end.how) return
    try {
      process.kill(-child.pid, signal)
    } catch {
      // It is gone.
    }
  }
  const stop = (): void => kill('SIGKILL')
  session.options.signal.addEventListener('abort', stop, { once: true })
  const record = (spoke: boolean): void => {
    session.options.signal.removeEventListener('abort', stop)
    const lines = said.split('\n').map((line) => printable(line.trim().replaceAll(SECRET, '$1[redacted]'), 512))
    session.saw({
      probe: 'proxy',
      at,
      program,
      code: end.how?.code ?? null,
      signal: end.how?.signal ?? null,
      said: lines.filter((line) => line !== '').slice(0, MAX_LINES),
      spoke,
      us: us(),
    })
  }
  let closed = false
  const finish = (): void => {
    if (closed) return
    closed = true
    kill('SIGHUP')
    setTimeout(() => kill('SIGKILL'), GRACE_MS).unref()
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const stream = new NodeStream({ in: child.stdout, out: child.stdin, destroy: finish }, session.options.signal)
  // A command that connects says nothing by itself: the server's first byte tells that the way is open.
  const spoke = await stream.arrived(to.deadline + session.options.bannerMs)
  // Its last words and its status follow the end of its output.
  if (!spoke) await settledWithin(done, LAST_WORDS_MS, session.options.signal)
  record(spoke)
  if (spoke) return { kind: 'open', stream, us: us() }
  const failed = end.how !== null
  finish()
  const last = said.trim().split('\n').at(-1) ?? ''
  return failed ? { kind: 'failed', us: us(), said: last === '' ? 'it ended without a word' : last } : { kind: 'silent', us: us() }
}
