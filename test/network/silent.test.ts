import { describe } from 'vitest'
import { answerAllScenarios } from './cases/answer-all.ts'
import { droppedScenarios } from './cases/dropped.ts'
import { familyScenarios } from './cases/families.ts'
import { greetingScenarios } from './cases/greetings.ts'
import { nameScenarios } from './cases/names.ts'
import { socketScenarios } from './cases/sockets.ts'
import { sshd13Scenarios, sshdScenarios } from './cases/sshds.ts'
import { debian13Missing } from './debian13.ts'
import { labMissing } from './needs.ts'
import { testScenarios } from './scenarios.ts'

const missing = labMissing()

describe.skipIf(missing !== undefined)('silence, and what comes after the connection', () => {
  testScenarios(droppedScenarios)
  testScenarios(greetingScenarios)
  testScenarios(sshdScenarios)
  testScenarios(answerAllScenarios)
  testScenarios(nameScenarios)
  testScenarios(socketScenarios)
  testScenarios(familyScenarios)
})

const missing13 = missing ?? (await debian13Missing())

describe.skipIf(missing13 !== undefined)(`OpenSSH 10 of Debian 13${missing13 === undefined ? '' : `, skipped: ${missing13}`}`, () => {
  testScenarios(sshd13Scenarios)
})
