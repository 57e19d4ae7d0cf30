import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hierarchies } from '../../../lab/machine/cgroup.ts'
import { skipped } from './needs.ts'

const root = join(import.meta.dirname, '../../..')
const KILLS = 20

/** What the lab makes: namespaces, mounts, cgroups and processes. Our own, which only looks, is left out. */
function lists(): Readonly<Record<string, readonly string[]>> {
  const words = (command: string, ...argv: readonly string[]): readonly string[] =>
    execFileSync(command, argv, { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim())
      .toSorted()
  const processes = words('ps', '-eo', 'pid,args').filter((line) => !/ps -eo|kworker|\[/.test(line))
  return {
    namespaces: words('lsns', '--noheadings', '--output', 'NS,TYPE'),
    pinned: existsSync('/run/netns') ? readdirSync('/run/netns').toSorted() : [],
    mounts: readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').toSorted(),
    cgroups: hierarchies().flatMap((folder) => words('find', folder, '-type', 'd')),
    processes,
  }
}

/** Ends as soon as the lists are what they were; the kernel frees some things a moment later. */
async function settled(before: ReturnType<typeof lists>): Promise<void> {
  for (let round = 0; round < 100 && JSON.stringify(lists()) !== JSON.stringify(before); round++) await sleep(100)
}

describe.skipIf(skipped() !== undefined)('the lab leaves nothing behind', () => {
  const out = mkdtempSync(join(tmpdir(), 'sshwhy-lab-'))
  const start = () =>
    spawn(process.execPath, ['lab/main.ts', '--out', out, '--only', '^(healthy|ufw)'], { cwd: root, stdio: 'ignore', detached: true })
  const whole = async (signal?: NodeJS.Signals, after = 0): Promise<number | null> => {
    const child = start()
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
    if (signal) {
      await sleep(after)
      child.kill(signal)
    }
    return ended
  }
  let before: ReturnType<typeof lists>
  beforeAll(() => {
    before = lists()
  })
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  test(`kill -9 at ${KILLS} random moments, then a run to its end`, async () => {
    const moments = Array.from({ length: KILLS }, () => Math.round(1500 + Math.random() * 6000))
    for (const moment of moments) await whole('SIGKILL', moment)
    const child = spawn(process.execPath, ['lab/main.ts', '--out', out, '--only', '^healthy/debian12/v4'], { cwd: root, stdio: 'ignore' })
    const code = await new Promise((resolve) => child.on('close', resolve))
    await settled(before)
    expect(lists(), `killed after ${moments.join(', ')} ms`).toEqual(before)
    expect(code).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle', async (signal) => {
    const code = await whole(signal, 5000)
    await settled(before)
    expect(lists()).toEqual(before)
    expect(code).not.toBe(0)
  })
})
