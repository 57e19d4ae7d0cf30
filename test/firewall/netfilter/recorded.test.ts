import { expect, test } from 'vitest'
import { against } from '../../kernel/against.ts'
import { kept } from '../../kernel/record.ts'
import { inWords } from '../../kernel/compare.ts'

// Each was once a disagreement with a kernel; its answers are recorded, so that none is needed here.
test.each([...kept()])('%s: we say what the kernel did', (_, { trial, answers, dumps }) => {
  expect(answers.length).toBeGreaterThan(0)
  expect(against(trial, answers, dumps ?? trial).disagreements.map(inWords)).toEqual([])
})
