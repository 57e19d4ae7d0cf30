import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from './generate/generate.ts'
import { Kernel, versions } from './kernel.ts'
import { Refused } from './load.ts'
import { MUTATIONS } from './mutations.ts'
import { kernelMissing } from './needs.ts'
import type { Recorded } from './record.ts'
import { draw, type Plan } from './run.ts'

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

const root = join(import.meta.dirname, '../..')
const PLANS: readonly (Plan & { readonly pairs: number })[] = [
  { kinds: KINDS, seed: 7, pairs: 15_000 },
  // The legacy tools load fastest, which is done anew for each packet.
  { kinds: ['iptables-legacy'], seed: 8, counts: true, pairs: 1000 },
]

/** What the kernel does with random trials. */
function ask(kernel: Kernel): readonly Recorded[] {
  const recorded: Recorded[] = []
  const of = versions()
  for (const plan of PLANS) {
    for (let [number, pairs] = [0, 0]; pairs < plan.pairs; number++) {
      const { trial } = draw(plan, number)
      try {
        const answers = kernel.ask(trial, false)
        recorded.push({ trial, answers, versions: of })
        pairs += answers.length
      } catch (error) {
        if (!(error instanceof Refused)) throw error
      }
    }
  }
  return recorded
}

describe.skipIf(missing !== undefined)('a bug that is planted is found', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sshwhy-mutants-'))
    for (const path of ['src/net', 'src/firewall']) cpSync(join(root, path), join(folder, path), { recursive: true })
    mkdirSync(join(folder, 'test/kernel'), { recursive: true })
    for (const name of ['evaluate.ts', 'against.ts', 'compare.ts', 'ours.ts', 'trial.ts'])
      cpSync(join(import.meta.dirname, name), join(folder, 'test/kernel', name))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const kernel = new Kernel()
    try {
      writeFileSync(join(folder, 'pairs.json'), JSON.stringify(ask(kernel)))
    } finally {
      kernel.close()
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Judges the recorded trials by the copy. @returns whether there is a disagreement */
  function disagrees(): boolean {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['test/kernel/evaluate.ts', 'pairs.json'], {
      cwd: folder,
      encoding: 'utf8',
    })
    // A copy that does not run proves nothing.
    if (!/^\d+\n$/.test(stdout)) throw new Error(stderr)
    return status === 1
  }

  test('without any, none is', () => expect(disagrees()).toBe(false))

  test.each(MUTATIONS)('$name ($file)', ({ file, from, to }) => {
    const path = join(folder, 'src/firewall/netfilter', file)
    const text = readFileSync(path, 'utf8')
    expect(text.split(from), `"${from}" stands once in ${file}`).toHaveLength(2)
    writeFileSync(
      path,
      text.replace(from, () => to),
    )
    try {
      expect(disagrees()).toBe(true)
    } finally {
      writeFileSync(path, text)
    }
  })
})
