import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { features, IPSET_FEATURES, IPTABLES_FEATURES, NFT_FEATURES } from './generate/features.ts'
import { generate, type Kind, KINDS } from './generate/generate.ts'
import { Random } from './generate/random.ts'
import { Kernel } from './kernel.ts'
import { Refused } from './load.ts'
import { kernelMissing } from './needs.ts'

/** How often each feature is drawn on in this many trials, of both families in turn. */
function census(kind: Kind, trials: number): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (let seed = 0; seed < trials; seed++)
    for (const feature of features(generate(new Random(seed), kind, seed % 2 === 0 ? 4 : 6)))
      counted.set(feature, (counted.get(feature) ?? 0) + 1)
  return counted
}

const rare = (counted: ReadonlyMap<string, number>, wanted: readonly string[]): string[] =>
  wanted.filter((name) => (counted.get(name) ?? 0) < 5)

const named = (list: readonly (readonly [string, RegExp])[], prefix: string): string[] => list.map(([name]) => `${prefix}: ${name}`)

/** Unicast, and not of the wire or the network beyond the host. */
const FORGEABLE = /^(?!0\.|127\.|10\.[89]\.|fd0[89]:)(?:(?:1?\d?\d|20\d|21\d|22[0-3])\.|[23f]\w{3}:)/

describe('random rulesets', () => {
  test('1,000 of nft draw on all that is evaluated firmly', () => {
    expect(rare(census('nft', 1000), named(NFT_FEATURES, 'nft'))).toEqual([])
  })

  test.each(['iptables-nft', 'iptables-legacy'] as const)('1,000 of %s do too', (kind) => {
    expect(rare(census(kind, 1000), [...named(IPTABLES_FEATURES, kind), ...named(IPSET_FEATURES, 'ipset')])).toEqual([])
  })

  test.each(KINDS)('the same seed gives the same %s trial, another seed another', (kind) => {
    const [one, again, other] = [7, 7, 8].map((seed) => generate(new Random(seed), kind, 4))
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
  })

  test.each(KINDS)('packets of %s trials differ in source and port, from sources that can be forged', (kind) => {
    for (let seed = 0; seed < 40; seed++) {
      const { packets } = generate(new Random(seed), kind, seed % 2 === 0 ? 4 : 6)
      expect(packets.length).toBeGreaterThanOrEqual(10)
      expect(new Set(packets.map(({ source, sourcePort }) => `${source} ${sourcePort}`)).size).toBe(packets.length)
      expect(packets.filter(({ source }) => !FORGEABLE.test(source))).toEqual([])
    }
  })
})

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

describe.skipIf(missing !== undefined)('the tools', () => {
  let kernel: Kernel
  beforeAll(() => {
    kernel = new Kernel()
  })
  afterAll(() => kernel.close())

  test.each(KINDS)('load random %s rulesets', (kind) => {
    const refused: string[] = []
    for (let seed = 0; seed < 100; seed++) {
      try {
        kernel.load(generate(new Random(seed), kind, seed % 2 === 0 ? 4 : 6))
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        refused.push(`${seed}: ${error.message}`)
      }
    }
    expect(refused).toEqual([])
  })
})
