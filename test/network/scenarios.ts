import { expect, test } from 'vitest'
import type { Scenario } from './case.ts'
import { netOf } from './net.ts'
import { play } from './play.ts'

/** One test for each scenario and family. */
export function testScenarios(scenarios: readonly Scenario[]): void {
  for (const { name, families = [4, 6] as const, case: scene } of scenarios) {
    for (const family of families) {
      test(`IPv${family} ${name}`, async () => {
        const played = await play(scene(netOf(family)), netOf(family))
        expect(played.lab, 'the lab is what the case says').toEqual([])
        expect(played.wrong, 'what the program got wrong').toEqual([])
      })
    }
  }
}
