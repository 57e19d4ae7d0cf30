import { describe, vi } from 'vitest'
import { answerAllScenarios } from './cases/answer-all.ts'
import { droppedScenarios } from './cases/dropped.ts'
import { familyScenarios } from './cases/families.ts'
import { greetingScenarios } from './cases/greetings.ts'
import { nameScenarios } from './cases/names.ts'
import { socketScenarios } from './cases/sockets.ts'
import { sshdScenarios } from './cases/sshds.ts'
import { labMissing } from './needs.ts'
import { testScenarios } from './scenarios.ts'

// Most of these wait for what does not come: two labs at a time in this file, one in the others.
vi.setConfig({ maxConcurrency: 2 })

const missing = labMissing()

describe('silence, and what comes after the connection', { concurrent: true, skip: missing !== undefined }, () => {
  testScenarios(droppedScenarios)
  testScenarios(greetingScenarios)
  testScenarios(sshdScenarios)
  testScenarios(answerAllScenarios)
  testScenarios(nameScenarios)
  testScenarios(socketScenarios)
  testScenarios(familyScenarios)
})
