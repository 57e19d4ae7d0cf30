import { describe } from 'vitest'
import { rejectedScenarios } from './cases/rejected.ts'
import { labMissing } from './needs.ts'
import { testScenarios } from './scenarios.ts'

describe.skipIf(labMissing() !== undefined)('ICMP rejects of every kind', () => {
  testScenarios(rejectedScenarios)
})
