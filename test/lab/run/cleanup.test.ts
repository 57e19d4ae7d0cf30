import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hierarchies } from '../../../lab/machine/cgroup.ts'
import { skipped } from './needs.ts'

const root = join(import.meta.dirname, '../../..')
const KILLS = 20

/** In the environment of every lab started here, and so of all that it starts outside of its cage. */
const MARK = `SSHWHY_LAB_MARK=${process.pid}`
const env = { ...process.env, SSHWHY_LAB_MARK: String(process.pid) }

/** Processes of the lab: those with our mark, and those in another PID namespace than ours. Others of the machine come and go. */
function processes(): readonly string[] {
  const own = readlinkSync('/proc/self/ns/pid')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const marked = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(MARK)
        if (!marked && readlinkSync(`/proc/${pid}/ns/pid`) === own) return []
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
      } catch {
        // It has ended.
        return []
      }
    })
}

/** What the lab makes: namespaces, mounts, cgroups and processes. */
function lists(): Readonly<Record<string, readonly string[]>> {
  const words = (command: string, ...argv: readonly string[]): readonly string[] =>
    execFileSync(command, argv, { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim())
      .toSorted()
  return {
    namespaces: words('lsns', '--noheadings', '--output', 'NS,TYPE'),
    pinned: existsSync('/run/netns') ? readdirSync('/run/netns').toSorted() : [],
    mounts: readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').toSorted(),
    cgroups: hierarchies().flatMap((folder) => words('find', folder, '-type', 'd')),
    processes: processes(),
  }
}

/** Ends as soon as the lists are what they were; the kernel frees some things a moment later. */
async function settled(before: ReturnType<typeof lists>): Promise<void> {
  for (let round = 0; round < 100 && JSON.stringify(lists()) !== JSON.stringify(before); round++) await sleep(100)
}

describe.skipIf(skipped() !== undefined)('the lab leaves nothing behind', () => {
  const out = mkdtempSync(join(tmpdir(), 'sshwhy-lab-'))
  /** A lab, ended by a signal after so many milliseconds, or at its own end. Resolves with its exit code, and how many processes it had then. */
  async function lab(only: string, signal?: NodeJS.Signals, after = 0): Promise<{ code: number | null; had: number }> {
    const words = ['lab/main.ts', '--out', out, '--only', only]
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: 'ignore', detached: true })
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
    if (signal === undefined) return { code: await ended, had: 0 }
    await sleep(after)
    const had = processes().length
    child.kill(signal)
    return { code: await ended, had }
  }
  let before: ReturnType<typeof lists>
  beforeAll(() => {
    before = lists()
  })
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  test(`kill -9 at ${KILLS} random moments, then a run to its end`, async () => {
    const moments = Array.from({ length: KILLS }, () => Math.round(1500 + Math.random() * 6000))
    let had = 0
    for (const moment of moments) had += (await lab('^(healthy|ufw)', 'SIGKILL', moment)).had
    const { code } = await lab('^healthy/debian12/v4')
    await settled(before)
    expect(lists(), `killed after ${moments.join(', ')} ms`).toEqual(before)
    expect(code).toBe(0)
    expect(had, 'processes that were there to be left').toBeGreaterThan(KILLS)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle', async (signal) => {
    const { code, had } = await lab('^(healthy|ufw)', signal, 5000)
    await settled(before)
    expect(lists()).toEqual(before)
    expect(code).not.toBe(0)
    expect(had, 'processes that were there to be left').toBeGreaterThan(5)
  })
})
