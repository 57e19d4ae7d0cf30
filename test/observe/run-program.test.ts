import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { openLibc } from '../../src/observe/raw/libc.ts'
import { runByLibc } from '../../src/observe/run-by-libc.ts'
import { runByNode } from '../../src/observe/run-by-node.ts'
import type { ProgramRun } from '../../src/observe/program-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'sshwhy-ssh-g-'))
let programs = 0
afterAll(() => rmSync(folder, { recursive: true }))

/** A program of our own in the place of ssh. */
function program(script: string): string {
  const path = join(folder, `program-${++programs}`)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Whether the process runs: what is dead may stay a zombie until init has looked. */
function alive(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const libc = openLibc()
type Run = (path: string, words: readonly string[], signal: AbortSignal, timeoutMs: number) => Promise<ProgramRun>
const ways: readonly (readonly [string, Run])[] = [
  ['node:child_process', runByNode],
  ...('why' in libc ? [] : [['posix_spawn', (...rest: Parameters<Run>) => runByLibc(libc, ...rest)] as const]),
]

describe.each(ways)('a program run by %s', (_, run) => {
  const never = new AbortController().signal
  const script = (text: string, words: readonly string[] = [], signal = never, ms = 4000) => run(program(text), words, signal, ms)

  test('gives both outputs apart and the exit status', async () => {
    expect(await script('echo out; echo log >&2; exit 7')).toEqual({ ended: 'exit', code: 7, out: 'out\n', log: 'log\n' })
  })

  test('gets every word as it is, and the environment', async () => {
    const words = ['-G', 'a\'b "c" $HOME `x`', '--', 'é\u001b[2J', '']
    const { out } = await script('printf "%s|" "$@"; printf "%s" "$PATH"', words)
    expect(out).toBe(`${words.join('|')}|${process.env['PATH']}`)
  })

  test('finds standard input empty, its signals at their defaults, and leads a group of its own', async () => {
    const { out } = await script('cat; grep -E "^Sig(Blk|Ign)" /proc/self/status; cut -d" " -f5 /proc/$$/stat; echo $$')
    const [blocked, ignored, group, self] = out.trim().split('\n')
    expect([blocked, ignored]).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000'])
    expect(group).toBe(self)
  })

  test('that is absent, no program, or not to be run is absent', async () => {
    expect((await run('/absent/ssh', [], never, 4000)).ended).toBe('absent')
    expect((await run(folder, [], never, 4000)).ended).toBe('absent')
    const plain = program('true')
    chmodSync(plain, 0o644)
    expect((await run(plain, [], never, 4000)).ended).toBe('absent')
  })

  test('is killed with all that it started when its time is up', async () => {
    const { ended, out } = await script('sleep 60 & echo $!; sleep 60', [], never, 300)
    expect(ended).toBe('timed-out')
    await sleep(50)
    expect(alive(out.trim())).toBe(false)
  })

  test('is killed when it is aborted, with the reason of the signal', async () => {
    const abort = new AbortController()
    const running = script('sleep 60', [], abort.signal)
    setTimeout(() => abort.abort(new Error('enough')), 100)
    await expect(running).rejects.toThrow('enough')
  })

  test('that prints without end is stopped, and what it said is bounded', async () => {
    const { ended, out } = await script('yes')
    expect(ended).toBe('endless')
    expect(out.length).toBeLessThanOrEqual(1 << 20)
  })

  test('whose log is without end is read to its end', async () => {
    const { ended, out, log } = await script('head -c 3000000 /dev/zero | tr "\\0" x >&2; echo done')
    expect([ended, out]).toEqual(['exit', 'done\n'])
    expect(log.length).toBeLessThanOrEqual(1 << 20)
  })

  test('that leaves a child behind which holds its output is not waited for', async () => {
    const started = performance.now()
    const { ended, out } = await script('sleep 5 & echo done')
    expect([ended, out]).toEqual(['exit', 'done\n'])
    expect(performance.now() - started).toBeLessThan(4000)
  })

  test('that dies of a signal says so', async () => {
    expect(await script('echo a; kill -TERM $$')).toEqual({ ended: 'signal', code: -1, out: 'a\n', log: '' })
  })
})
