import { openLibc } from './raw/libc.ts'
import { runByLibc } from './run-by-libc.ts'
import { runByNode } from './run-by-node.ts'
import type { ProgramRun } from './program-run.ts'

/**
 * Runs ssh, ssh-keygen or another program without a shell, with its standard input closed, as the leader of a process group of its own. By posix_spawn(3) where the
 * native part is there: node:child_process takes a tenth of the time to a verdict, see docs/performance.md.
 * @param timeoutMs milliseconds until it and its group are killed
 * @throws the reason of the signal, once they are killed
 */
export async function runProgram(program: string, words: readonly string[], signal: AbortSignal, timeoutMs: number): Promise<ProgramRun> {
  signal.throwIfAborted()
  const libc = process.env['SSHWHY_ENGINE'] === 'node' ? null : openLibc()
  return libc && !('why' in libc) ? runByLibc(libc, program, words, signal, timeoutMs) : runByNode(program, words, signal, timeoutMs)
}
