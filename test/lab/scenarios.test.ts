import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAUSES } from '../../src/diagnose/causes/all.ts'
import { NOT_SHOWN } from '../../lab/not-shown.ts'
import { readScenario, readScenarios, runsOf } from '../../lab/scenario/read.ts'
import { TOPOLOGIES } from '../../lab/topologies/all.ts'

const root = join(import.meta.dirname, '../..')
const scenarios = readScenarios()
const runs = runsOf(scenarios)
const all = [...scenarios.values()]
const planned = readFileSync(join(root, 'docs/causes-planned.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([id = '', layer = '']) => ({ id, layer }))

test('there is enough of each kind', () => {
  const of = (...kinds: readonly string[]): number => all.filter(({ kind }) => kinds.includes(kind)).length
  expect(scenarios.size).toBeGreaterThanOrEqual(60)
  expect(of('combined')).toBeGreaterThanOrEqual(10)
  expect(of('healthy', 'near-miss')).toBeGreaterThanOrEqual(10)
})

test('every cause up to sshd, and every one that is judged, is shown, or it is said why not', () => {
  const shown = new Set(all.flatMap(({ truth }) => [truth.wall, truth.causedBy, ...truth.further, ...truth.also]))
  const early = ['name', 'client', 'network', 'cloud', 'firewall', 'listener', 'wrappers', 'sshd']
  const judged = new Set<string>(CAUSES.map(({ id }) => id))
  const missing = planned.filter(({ id, layer }) => (early.includes(layer) || judged.has(id)) && !shown.has(id) && !(id in NOT_SHOWN))
  expect(missing.map(({ id }) => id)).toEqual([])
  expect(Object.keys(NOT_SHOWN).filter((id) => shown.has(id))).toEqual([])
})

test('every cause that a scenario names is in the catalogue', () => {
  const known = new Set(planned.map(({ id }) => id))
  for (const [name, { truth }] of scenarios) {
    const { wall, causedBy, further, alike, also, excluded, never } = truth
    const named = [wall, causedBy, ...further, ...Object.keys(alike), ...also, ...excluded, ...never].filter((id) => typeof id === 'string')
    expect(
      named.filter((id) => !known.has(id)),
      name,
    ).toEqual([])
  }
})

test('the subset of CI touches every kind, topology and layer, and every base', () => {
  const ci = runs.filter((run) => run.ci)
  const kinds = new Set(ci.map(({ scenario }) => scenario.kind))
  expect(all.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual([])
  const used = new Set(ci.map(({ scenario }) => scenario.topology))
  expect(Object.keys(TOPOLOGIES).filter((name) => !used.has(name))).toEqual([])
  expect(new Set(ci.map(({ base }) => base))).toEqual(new Set(['debian12', 'debian13']))
})

test('names of runs are unique, and each scenario says how its cause is told apart', () => {
  expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length)
  const judged = new Set<string>(CAUSES.map(({ id }) => id))
  const proven = [
    'name-does-not-resolve',
    'client-config-broken',
    'no-local-route',
    'router-rejects',
    'routing-loop',
    'local-policy-refuses',
  ]
  const silent = [...scenarios].filter(
    ([, { truth, tells, note }]) =>
      truth.wall !== null && judged.has(truth.wall) && !proven.includes(truth.wall) && tells === undefined && note === undefined,
  )
  // What no command of ours can show on a Linux host: a note says why.
  expect(silent.map(([name]) => name)).toEqual([])
})

test('files are read by name, and nothing else lies there', () => {
  expect(readdirSync(join(root, 'lab/scenarios')).filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.yaml$/.test(file))).toEqual([])
})

describe('a scenario that is wrong is refused, with the file and what is wrong', () => {
  const good = `title: an nftables rule drops SSH
kind: firewall
break:
  - server: nft list ruleset
truth: { wall: firewall-drops, class: silence }
repair:
  - server: nft flush ruleset
`
  test('a good one is not', () => {
    expect(readScenario('x.yaml', good).truth.wall).toBe('firewall-drops')
  })
  test.each([
    ['a key that nobody knows', good.replace('kind:', 'kynd:'), /x\.yaml: .*kynd/],
    ['no YAML', 'title: [', /^x\.yaml: /],
    ['a class that is none', good.replace('silence', 'quiet'), /truth\.class/],
    [
      'a node that the topology lacks',
      good.replace('- server: nft list', '- bastion: nft list'),
      /bastion is no node of the topology routed/,
    ],
    ['a topology that is none', `${good}topology: star\n`, /star is none of/],
    ['a family that the topology lacks', `${good}topology: ipv6-only\nfamily: [4]\n`, /no IPv4/],
    ['a wall in a healthy world', good.replace('kind: firewall', 'kind: healthy'), /do not go together/],
    [
      'one repair for two walls',
      good.replace('class: silence', 'class: silence, further: [sshd-stopped]').replace('firewall\n', 'combined\n'),
      /1 steps for 2 walls/,
    ],
    [
      'two walls that are not combined',
      good.replace('class: silence', 'class: silence, further: [sshd-stopped]'),
      /combined scenarios, and only they/,
    ],
    ['an accepted verdict without a reason', good.replace('class: silence', "class: silence, alike: { host-down: '' }"), /truth\.alike/],
  ])('%s', (_, text, says) => {
    expect(() => readScenario('x.yaml', text)).toThrow(says)
  })

  test('any text at all: an error with the name of the file, or a scenario', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...good), { maxLength: 300 }).map((letters) => letters.join('')),
        ),
        (text) => {
          try {
            readScenario('x.yaml', text)
          } catch (error) {
            expect((error as Error).message).toMatch(/^x\.yaml: /)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
