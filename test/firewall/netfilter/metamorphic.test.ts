import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ruleset } from '../../../src/firewall/netfilter/ruleset.ts'
import { walk } from '../../../src/firewall/netfilter/walk.ts'
import type { Region } from '../../../src/firewall/region.ts'
import { AddressSet, type Key } from '../../../src/net/address-set.ts'
import { generate, type Kind, KINDS } from '../../kernel/generate/generate.ts'
import { Random } from '../../kernel/generate/random.ts'
import { HOST, questionOf, rulesetOf } from '../../kernel/ours.ts'
import type { Syn, Trial } from '../../kernel/trial.ts'
import { byIndex, byText, ended, written } from './written.ts'

interface Case {
  readonly trial: Trial
  readonly family: 4 | 6
  readonly random: Random
}

/** Random rulesets, and draws that follow. The property is told their seed alone, so that a failure is short. */
function holds(numRuns: number, property: (drawn: Case) => void): void {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom<Kind>(...KINDS), fc.constantFrom<4 | 6>(4, 6), (seed, kind, family) => {
      const random = new Random(seed)
      property({ trial: generate(random, kind, family, { packets: 4 }), family, random })
    }),
    { numRuns },
  )
}

const partition = (ruleset: Ruleset, syn: Syn, among: AddressSet): readonly Region[] => walk(ruleset, HOST, questionOf(syn), among).regions

/** Applies a change to each text of rules. */
function changed(trial: Trial, iptables: (text: string) => string, nft: (text: string) => string): Trial {
  const each = (text: string | null): string | null => (text === null ? null : iptables(text))
  return {
    ...trial,
    nft: trial.nft === null ? null : nft(trial.nft),
    iptables: each(trial.iptables),
    ip6tables: each(trial.ip6tables),
    iptablesLegacy: each(trial.iptablesLegacy),
    ip6tablesLegacy: each(trial.ip6tablesLegacy),
  }
}

/** Changes some of the lines that are rules. */
function lines(text: string, isRule: RegExp, random: Random, change: (line: string) => readonly string[]): string {
  return text
    .split('\n')
    .flatMap((line) => (isRule.test(line) && random.chance(0.3) ? change(line) : [line]))
    .join('\n')
}

const RULE = {
  iptables: /^-A /,
  nft: /^ {4}(?!type |flags |typeof |size |timeout |auto-merge|comment |elements |meta protocol arp)/,
} as const

/** Rules that no first packet of TCP meets; in iptables without their chain. */
const VOID = {
  iptables: [
    '-p udp -j DROP',
    '-p tcp -m tcp --tcp-flags ALL ALL -j REJECT',
    '-p udp -m udp --dport 22 -j ACCEPT',
    '-m state --state ESTABLISHED -j DROP',
  ],
  nft: ['udp dport 22 drop', 'meta l4proto udp accept', 'tcp flags ack drop', 'meta pkttype broadcast drop', 'meta mark 0x7654321 drop'],
} as const

describe('partitions of random rulesets', () => {
  test('are disjoint, and together all that was asked', () => {
    holds(60, ({ trial, family }) => {
      const ruleset = rulesetOf(trial)
      for (const syn of trial.packets) {
        const regions = partition(ruleset, syn, AddressSet.all(family))
        expect(regions.reduce((size, { remotes }) => size + remotes.size, 0n)).toBe(1n << (family === 4 ? 32n : 128n))
        expect(regions.reduce((union, { remotes }) => union.union(remotes), AddressSet.none(family)).isAll).toBe(true)
        expect(regions.every(({ endings }) => endings.length > 0)).toBe(true)
      }
    })
  })

  test('agree with walks of single sources at their edges', () => {
    holds(40, ({ trial, family, random }) => {
      const ruleset = rulesetOf(trial)
      for (const syn of trial.packets) {
        for (const { remotes, endings } of partition(ruleset, syn, AddressSet.all(family))) {
          const edges = random.sample(
            [...remotes.ranges()].flatMap(({ first, last }) => [first, last]),
            4,
          )
          for (const edge of edges) {
            // Where all sources leave several endings possible, one source may leave fewer: a mask with holes is exact for a few.
            const alone = partition(ruleset, syn, AddressSet.of(edge)).flatMap((region) => region.endings)
            expect(alone).not.toEqual([])
            expect(ended(endings, byIndex)).toEqual(expect.arrayContaining(ended(alone, byIndex)))
          }
        }
      }
    })
  })

  test('agree with the parts of them', () => {
    holds(30, ({ trial, family, random }) => {
      const ruleset = rulesetOf(trial)
      const cut: Key = family === 4 ? random.bits() : random.big(128)
      const upper = AddressSet.all(family).minus(AddressSet.range(family, family === 4 ? 0 : 0n, cut))
      for (const syn of trial.packets) {
        const whole = partition(ruleset, syn, AddressSet.all(family))
        const parts = [AddressSet.range(family, family === 4 ? 0 : 0n, cut), upper].flatMap((part) => partition(ruleset, syn, part))
        expect(written(parts, byIndex)).toEqual(written(whole, byIndex))
      }
    })
  })

  test('stay as they are when rules are added that cannot match', () => {
    holds(40, ({ trial, family, random }) => {
      const more = changed(
        trial,
        (text) =>
          lines(text, RULE.iptables, random, (line) => [`${line.split(' ').slice(0, 2).join(' ')} ${random.pick(VOID.iptables)}`, line]),
        (text) => lines(text, RULE.nft, random, (line) => [`    ${random.pick(VOID.nft)}`, line]),
      )
      const [before, after] = [rulesetOf(trial), rulesetOf(more)]
      for (const syn of trial.packets)
        expect(written(partition(after, syn, AddressSet.all(family)), byText)).toEqual(
          written(partition(before, syn, AddressSet.all(family)), byText),
        )
    })
  })

  test('keep their verdicts when a rule is divided by source', () => {
    holds(40, ({ trial, family, random }) => {
      if (trial.counts) return
      const more = changed(
        trial,
        (text) =>
          lines(text, /^-A (?!.* -s ).*-j (?:ACCEPT|DROP|REJECT|RETURN)\b/, random, (line) => {
            const [, chain, rest] = /^(-A \S+)(.*)$/.exec(line) ?? []
            const source = random.pick(trial.packets).source
            return [`${chain} -s ${source}${rest}`, `${chain} ! -s ${source}${rest}`]
          }),
        (text) =>
          lines(
            text,
            new RegExp(`^ {4}(?:${family === 4 ? 'ip' : 'ip6'} saddr|tcp|ct|iifname|meta mark) (?!set).* (?:accept|drop|return)$`),
            random,
            (line) => {
              const saddr = `${family === 4 ? 'ip' : 'ip6'} saddr`
              const source = random.pick(trial.packets).source
              return [`    ${saddr} ${source} ${line.trim()}`, `    ${saddr} != ${source} ${line.trim()}`]
            },
          ),
      )
      const [before, after] = [rulesetOf(trial), rulesetOf(more)]
      for (const syn of trial.packets)
        expect(written(partition(after, syn, AddressSet.all(family)), () => null)).toEqual(
          written(partition(before, syn, AddressSet.all(family)), () => null),
        )
    })
  })
})
