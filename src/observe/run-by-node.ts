import { spawn, type ChildProcess } from 'node:child_process'
import { DRAIN_MS, MAX_BYTES, type ProgramRun } from './program-run.ts'

/** ssh and the commands of its `Match exec`, which are in the process group that it leads. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** runProgram() by node:child_process. */
export async function runByNode(program: string, words: readonly string[], signal: AbortSignal, timeoutMs: number): Promise<ProgramRun> {
  const { promise, resolve, reject } = Promise.withResolvers<ProgramRun>()
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true })
  const out: Buffer[] = []
  const log: Buffer[] = []
  let ended: ProgramRun['ended'] | null = null
  let sizes = { out: 0, log: 0 }

  const finish = (how: ProgramRun['ended'], code: number): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    child.stdout.destroy()
    child.stderr.destroy()
    resolve({ ended: ended ?? how, code, out: Buffer.concat(out).toString(), log: Buffer.concat(log).toString() })
  }
  const stop = (how: ProgramRun['ended']): void => {
    ended ??= how
    kill(child)
  }
  const abort = (): void => {
    kill(child)
    reject(signal.reason)
  }
  const timer = setTimeout(() => stop('timed-out'), timeoutMs)
  signal.addEventListener('abort', abort, { once: true })

  child.stdout.on('data', (bytes: Buffer) => {
    sizes.out += bytes.length
    if (sizes.out > MAX_BYTES) stop('endless')
    else out.push(bytes)
  })
  child.stderr.on('data', (bytes: Buffer) => {
    sizes.log += bytes.length
    if (sizes.log <= MAX_BYTES) log.push(bytes)
  })
  child.on('error', () => finish('absent', -1))
  child.on('exit', (code, signalName) => {
    const how = signalName === null ? 'exit' : 'signal'
    const drained = setTimeout(() => finish(how, code ?? -1), DRAIN_MS)
    child.on('close', () => {
      clearTimeout(drained)
      finish(how, code ?? -1)
    })
  })
  return promise
}
