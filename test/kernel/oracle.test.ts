import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from './generate/generate.ts'
import { Kernel, versions } from './kernel.ts'
import { kernelMissing } from './needs.ts'
import { run } from './run.ts'
import { table, total } from './tally.ts'

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

const PAIRS = 50_000
const RULES = 10_000
/** Of those pairs, we may not know so many in a hundred. */
const UNKNOWN_PERCENT = 2
const SEED = 22

describe.skipIf(missing !== undefined)('the kernel agrees', () => {
  let kernel: Kernel
  beforeAll(() => {
    kernel = new Kernel()
  })
  afterAll(() => kernel.close())

  test(`in ${PAIRS} pairs of a random ruleset and a packet, and in ${RULES} of them about the rule that decides`, async () => {
    const said: string[] = []
    const tally = await run(kernel, {
      kinds: KINDS,
      seed: SEED,
      pairs: PAIRS,
      first: 0,
      step: 1,
      shrinks: 1,
      say: (line) => said.push(line),
      after: () => false,
    })
    process.stdout.write(`${table(tally)}\nkernel ${versions().kernel}\n`)
    expect(said).toEqual([])
    const { disagreements, rules, unknown, pairs } = total(tally)
    expect(disagreements).toBe(0)
    expect(rules).toBeGreaterThanOrEqual(RULES)
    expect((100 * unknown) / pairs).toBeLessThan(UNKNOWN_PERCENT)
  })
})
