import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readScenarios, runsOf } from '../../../lab/scenario/read.ts'
import type { Board } from '../../../lab/score/score.ts'
import { skipped } from './needs.ts'

const root = join(import.meta.dirname, '../../..')
const runs = runsOf(readScenarios()).filter(({ ci }) => ci)

/** The subset of CI: real hosts with real faults, diagnosed from outside. One test for each run, all made before. */
describe.skipIf(skipped() !== undefined)('the lab', () => {
  const out = mkdtempSync(join(tmpdir(), 'sshwhy-lab-'))
  let board: Board

  beforeAll(async () => {
    const child = spawn(process.execPath, ['lab/main.ts', '--out', out], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    await new Promise((resolve) => child.on('close', resolve))
    board = JSON.parse(readFileSync(join(out, 'score.json'), 'utf8')) as Board
  })
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  test.each(runs)('$id: $scenario.title', ({ id }) => {
    const score = board.scores.find((each) => each.id === id)
    expect(score?.lab, 'the scenario is what it says').toEqual([])
    expect(score?.wrong, 'what the program got wrong').toEqual([])
  })

  test('the page shows them all', () => {
    const page = readFileSync(join(out, 'score.html'), 'utf8')
    for (const { id } of runs) expect(page).toContain(id)
  })
})
