import { describe } from 'vitest'
import { elsewhereScenarios } from './cases/elsewhere.ts'
import { forwardScenarios } from './cases/forwards.ts'
import { limitScenarios } from './cases/limits.ts'
import { refusedScenarios } from './cases/refused.ts'
import { routeScenarios } from './cases/routes.ts'
import { labMissing } from './needs.ts'
import { testScenarios } from './scenarios.ts'

describe.skipIf(labMissing() !== undefined)('what answers for a port', () => {
  testScenarios(refusedScenarios)
  testScenarios(routeScenarios)
  testScenarios(forwardScenarios)
  testScenarios(elsewhereScenarios)
  testScenarios(limitScenarios)
})
