import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { answerAllScenarios } from './cases/answer-all.ts'
import { droppedScenarios } from './cases/dropped.ts'
import { familyScenarios } from './cases/families.ts'
import { greetingScenarios } from './cases/greetings.ts'
import { nameScenarios } from './cases/names.ts'
import { socketScenarios } from './cases/sockets.ts'
import { mtuScenarios } from './cases/mtu.ts'
import { sshdScenarios } from './cases/sshds.ts'
import { Lab } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { settle, wireOnly } from '../../lab/run/program.ts'
import { testScenarios } from './scenarios.ts'

// Most of these wait for what does not come: two labs at a time in this file, one in the others.
vi.setConfig({ maxConcurrency: 2 })

const missing = labMissing()

describe('silence, and what comes after the connection', { concurrent: true, skip: missing !== undefined }, () => {
  testScenarios(droppedScenarios)
  testScenarios(greetingScenarios)
  testScenarios(sshdScenarios)
  testScenarios(mtuScenarios)
  testScenarios(answerAllScenarios)
  testScenarios(nameScenarios)
  testScenarios(socketScenarios)
  testScenarios(familyScenarios)

  test.skipIf(wireOnly).each(['--quiet', '--all', '--export ticket'])('what a peer says moves no cursor: %s', async (options) => {
    await using lab = await Lab.build()
    await lab.start('server', [process.execPath, join(import.meta.dirname, 'peer.ts'), 'escapes', '22']).says(/ready/)
    const { stdout, stderr, code } = await settle(lab.stage()).run([...options.split(' '), netOf(4).server])
    expect(code).toBe(1)
    expect(stdout).toContain(netOf(4).server)
    expect(`${stdout}${stderr}`).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/)
  })
})
