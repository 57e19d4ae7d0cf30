import { spawn } from 'node:child_process'
import { shellWord } from '../net/shell-word.ts'
import { readChannelOpenFailure } from '../ssh/messages/channel-open-failure.ts'
import { clock } from './clock.ts'
import type { Leg } from './journey.ts'
import { NodeStream } from './node-stream.ts'
import { settledWithin } from './pause.ts'
import type { Session } from './session.ts'
import type { Master } from './start-login.ts'
import type { Opened, Way } from './way.ts'

/** How often ssh's words are looked at. */
const SLICE_MS = 10
/** mux_client_request_stdio_fwd() in mux.c says so once the jump host has connected; before OpenSSH 8.5 with the same words. */
const OPENED = /master session id: \d+/
const MAX_SAID = 16_384

/** Options of an ssh that only speaks to a master: without a ProxyCommand that fails it would connect by itself where the master is gone. */
const muxWords = (controlPath: string): readonly string[] => [
  '-F',
  'none',
  '-S',
  controlPath,
  '-o',
  'ProxyCommand=false',
  '-o',
  'BatchMode=yes',
]

/** The way through a jump host on which a login stays open. */
export function tunnelWay(session: Session, leg: Leg, master: Master): Way {
  // ssh expands %-tokens in a ProxyCommand, and gives it to the user's shell.
  const command = ['ssh', ...muxWords(master.controlPath).map(shellWord), '-W', "'[%h]:%p'", 'jump-host']
  const escaped = command.map((word) => (word === "'[%h]:%p'" ? word : word.replaceAll('%', '%%'))).join(' ')
  return {
    through: leg.name,
    words: ['-o', `ProxyCommand=${escaped}`],
    open: (host, port, deadline) => open(session, master, { host, port, deadline }),
  }
}

/** Asks the jump host for a connection, by `ssh -W` over its master. What it answers stands in the master's log. */
async function open(
  session: Session,
  master: Master,
  to: { readonly host: string; readonly port: number; readonly deadline: number },
): Promise<Opened> {
  const start = clock()
  const us = (): number => Math.round((clock() - start) * 1000)
  const { signal } = session.options
  const before = master.log().length
  const words = [
    '-v',
    ...muxWords(master.controlPath).map((word) => word.replaceAll('%', '%%')),
    '-W',
    `[${to.host}]:${to.port}`,
    'jump-host',
  ]
  const child = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let said = ''
  const end = { seen: false }
  child.stderr.on('data', (bytes: Buffer) => {
    if (said.length < MAX_SAID) said += bytes.toString('latin1')
  })
  const done = new Promise<void>((resolve) => {
    const finish = (): void => {
      end.seen = true
      resolve()
    }
    child.on('error', finish)
    child.on('close', finish)
  })
  const close = (): void => {
    signal.removeEventListener('abort', close)
    if (!end.seen) child.kill('SIGTERM')
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
  }
  signal.addEventListener('abort', close, { once: true })
  const stream = new NodeStream({ in: child.stdout, out: child.stdin, destroy: close }, signal)
  while (!end.seen && clock() < to.deadline && !OPENED.test(said)) await settledWithin(done, SLICE_MS, signal)
  if (OPENED.test(said)) return { kind: 'open', stream, us: us() }
  const ended = end.seen
  close()
  if (!ended) return { kind: 'silent', us: us() }
  return { kind: 'failed', us: us(), said: failureIn(master.log().slice(before), said) }
}

/** Why the jump host did not connect: its own words, or what ssh says instead. */
function failureIn(log: string, said: string): string {
  const lines = log.split(/\r?\n/)
  const failure = lines.findLast((line) => readChannelOpenFailure(line) !== null)
  if (failure !== undefined) return failure
  const last = said.split(/\r?\n/).findLast((line) => line !== '' && !/^(?:debug\d: |OpenSSH_)/.test(line))
  return last ?? 'ssh ended without a word'
}
