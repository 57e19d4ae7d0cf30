import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readIptables } from '../../src/firewall/netfilter/iptables/read.ts'
import { readIpsets } from '../../src/firewall/netfilter/ipset/read.ts'
import { merge } from '../../src/firewall/netfilter/merge.ts'
import { readNftables } from '../../src/firewall/netfilter/nft/read.ts'
import { EMPTY_RULESET, type Ruleset } from '../../src/firewall/netfilter/ruleset.ts'
import { walk } from '../../src/firewall/netfilter/walk.ts'
import type { Region } from '../../src/firewall/region.ts'
import { AddressSet } from '../../src/net/address-set.ts'
import { byIndex, written } from '../firewall/netfilter/written.ts'
import { generate } from './generate/generate.ts'
import { Random } from './generate/random.ts'
import { Kernel } from './kernel.ts'
import { kernelMissing } from './needs.ts'
import { HOST, questionOf } from './ours.ts'
import type { Trial } from './trial.ts'

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security']

const dump = (command: string, ...words: readonly string[]): string =>
  execFileSync(command, words, { maxBuffer: 2 ** 27, stdio: ['ignore', 'pipe', 'pipe'] }).toString()

const listings = (): readonly [text: string, json: string] => [dump('nft', '-s', 'list', 'ruleset'), dump('nft', '-j', 'list', 'ruleset')]

const tablesOf = (text: string): readonly string[] => TABLES.filter((table) => text.includes(`*${table}\n`))

/** Partitions of all sources, one for each packet of the trial. */
function partitions(trial: Trial, family: 4 | 6, ruleset: Ruleset): (readonly Region[])[] {
  const ipsets = trial.ipset === null ? EMPTY_RULESET : { ...EMPTY_RULESET, ...readIpsets(dump('ipset', 'save')) }
  const merged = merge([ruleset, ipsets])
  return trial.packets.map((syn) => walk(merged, HOST, questionOf(syn), AddressSet.all(family)).regions)
}

const compared = (of: readonly (readonly Region[])[]): string[][] => of.map((regions) => written(regions, byIndex))

/** Verdicts that the exact form knows and the one that hides parameters holds for impossible. Which rule decides may depend on what is hidden. */
function missed(hiding: readonly Region[], exact: readonly Region[]): string[] {
  return hiding.flatMap(({ remotes, endings }) => {
    const possible = new Set(endings.map(({ verdict }) => verdict))
    if (possible.has('unknown')) return []
    const others = exact.filter((region) => !region.remotes.intersect(remotes).isEmpty).flatMap((region) => region.endings)
    return others
      .filter(({ verdict }) => verdict !== 'unknown' && !possible.has(verdict))
      .map(({ verdict, by }) => `${verdict} by ${by.text}`)
  })
}

/** Loads random rulesets, and hands each over while it is loaded. */
function loaded(
  kernel: Kernel,
  kind: 'nft' | 'iptables-nft' | 'iptables-legacy',
  count: number,
  judge: (trial: Trial, family: 4 | 6) => void,
): void {
  for (let seed = 0; seed < count; seed++) {
    const family = seed % 2 === 0 ? 4 : 6
    const trial = generate(new Random(seed), kind, family, { packets: 4 })
    kernel.load(trial)
    judge(trial, family)
  }
}

describe.skipIf(missing !== undefined)('one ruleset in many forms', () => {
  let kernel: Kernel
  beforeAll(() => {
    kernel = new Kernel()
  })
  afterAll(() => kernel.close())

  test('nft: its text and its JSON say the same', () => {
    loaded(kernel, 'nft', 60, (trial, family) => {
      const [text, json] = listings()
      // What nft 1.0.6 makes of a set of `ct original proto-dst`.
      if (text.includes('[invalid type]')) return
      const read = (form: string): string[][] => compared(partitions(trial, family, readNftables(form)))
      expect(read(json)).toEqual(read(text))
    })
  })

  test.each(['iptables-nft', 'iptables-legacy'] as const)('%s: what was loaded, -save and -S say the same', (kind) => {
    loaded(kernel, kind, 40, (trial, family) => {
      const backend = kind.slice('iptables-'.length)
      const program = `${family === 4 ? 'iptables' : 'ip6tables'}-${backend}`
      const source = trial.iptables ?? trial.ip6tables ?? trial.iptablesLegacy ?? trial.ip6tablesLegacy ?? ''
      const given = { family, backend: kind }
      const read = (text: string): string[][] => compared(partitions(trial, family, readIptables(text, given)))
      const saved = read(dump(`${program}-save`))
      expect(read(source)).toEqual(saved)
      const listed = tablesOf(source).map((table) => `*${table}\n${dump(program, '-t', table, '-S')}COMMIT\n`)
      expect(read(listed.join(''))).toEqual(saved)
    })
  })

  test('iptables-nft: the listings of nft hide parameters, and say nothing else', () => {
    loaded(kernel, 'iptables-nft', 40, (trial, family) => {
      const saved = dump(family === 4 ? 'iptables-nft-save' : 'ip6tables-nft-save')
      const exact = partitions(trial, family, readIptables(saved, { family, backend: 'iptables-nft' }))
      const [text, json] = listings()
      // The text of nft shows matches as their modules translate them, and addrtype 1.8.9 mistranslates two types of which one is negated.
      for (const form of saved.includes('-m addrtype') ? [json] : [json, text])
        for (const [index, regions] of partitions(trial, family, readNftables(form)).entries())
          expect(missed(regions, exact[index] ?? [])).toEqual([])
    })
  })
})
