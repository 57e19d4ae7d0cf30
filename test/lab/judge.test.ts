import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { replay } from '../../src/sshwhy.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Observation } from '../../src/model/observation.ts'
import type { Played } from '../../lab/run/play.ts'
import { readScenario, runsOf } from '../../lab/scenario/read.ts'
import { judge } from '../../lab/score/judge.ts'
import { changes } from '../../lab/score/compare.ts'
import type { Board, Score } from '../../lab/score/score.ts'
import { confusion, gates, groups, totals } from '../../lab/score/totals.ts'

const recorded = join(import.meta.dirname, '../fixtures/recorded')
const closedPort = await replay(JSON.parse(readFileSync(join(recorded, 'closed-port.json'), 'utf8')) as Observation)

/** A run of a scenario with this truth, in which the program said so. No packets: only the document is judged. */
function played(truth: string, seen: Diagnosis | null, more: Partial<Played> = {}, rest = ''): Played {
  const text = `title: what the test is about\nkind: ${truth.includes('wall: null') ? 'healthy' : 'listener'}\nbreak: []\nabout: ${closedPort.addresses[0]!.address}\n${rest}truth: ${truth}\nrepair: { none: nothing is played }\n`
  const [run] = runsOf(new Map([['case', readScenario('case.yaml', text)]]))
  const base = {
    run: run!,
    typed: 'ann@db1',
    about: closedPort.addresses[0]!.address,
    wire: 'rst',
    packets: [],
    exit: 1,
    ms: 5,
    report: '',
    decided: null,
    lab: [],
    crash: null,
  }
  return { ...base, seen: seen && { ...seen, connections: { syns: 0, sshd: 0 } }, ...more }
}

const proven = (cause: string): Diagnosis => ({
  ...closedPort,
  findings: closedPort.findings.map((finding) => (finding.cause === cause ? { ...finding, certainty: 'proven' as const } : finding)),
  verdict: { cause, certainty: 'proven' },
})

describe('the judgement', () => {
  test('right, where the verdict names the wall', () => {
    const score = judge(played('{ wall: sshd-stopped, class: rst }', closedPort))
    expect(score).toMatchObject({ wall: 'right', truthIs: 'likely', classSeen: 'rst', wrong: [] })
  })

  test('open, where it names the general cause of a special truth, only likely', () => {
    expect(judge(played('{ wall: sshd-masked, class: rst }', closedPort))).toMatchObject({ wall: 'open', truthIs: 'possible', wrong: [] })
  })

  test('coarse, where it proves the general cause of a special truth', () => {
    const score = judge(played('{ wall: sshd-masked, class: rst, also: [sshd-stopped] }', proven('sshd-stopped')))
    expect(score).toMatchObject({ wall: 'coarse', wrongProven: [] })
  })

  test('a wrong proven is the first thing that is said', () => {
    const score = judge(played('{ wall: firewall-resets, class: rst }', proven('sshd-stopped')))
    expect(score.wrongProven).toEqual(['sshd-stopped'])
    expect(score.wrong[0]).toBe('WRONG PROVEN sshd-stopped')
  })

  test('wrong, where another is likely, unless nobody can tell them apart', () => {
    expect(judge(played('{ wall: firewall-resets, class: rst }', closedPort)).wall).toBe('wrong')
    expect(judge(played("{ wall: firewall-resets, class: rst, alike: { sshd-stopped: 'they look the same' } }", closedPort)).wall).toBe(
      'open',
    )
  })

  test('wrong, where the truth is excluded or not spoken of', () => {
    const score = judge(played('{ wall: firewall-drops, class: rst }', closedPort))
    expect(score).toMatchObject({ wall: 'wrong', truthIs: 'excluded' })
    expect(score.wrong).toContain('the true cause firewall-drops must be left open, and is excluded')
  })

  test('who answered, and how, is compared', () => {
    const score = judge(played('{ wall: sshd-stopped, class: silence }', closedPort))
    expect(score.wrong).toContain('the answer was "silence", and the report says "rst"')
  })

  test('a jump host is judged by its own document', () => {
    const behind: Diagnosis = { ...closedPort, addresses: [], hops: [{ ...closedPort, connections: { syns: 0, sshd: 0 } }] }
    const truth = '{ wall: jump-host-fails, causedBy: sshd-stopped, class: rst }'
    expect(judge(played(truth, behind)).classSeen).toBe('rst')
    expect(judge(played(truth, { ...behind, hops: [proven('firewall-resets')] })).wrongProven).toEqual(['firewall-resets'])
  })

  test('a login that works must be said where the client can log in, and nowhere else', () => {
    const healthy = { ...closedPort, findings: [], verdict: null }
    const said = 'a login works, and the report does not say so'
    expect(judge(played('{ wall: null, class: rst }', healthy, {}, 'account: {}\n')).wrong).toContain(said)
    expect(judge(played('{ wall: null, class: rst }', healthy)).wrong).not.toContain(said)
    const broken = judge(played('{ wall: sshd-stopped, class: rst }', { ...closedPort, works: true }))
    expect(broken.wrong).toContain('a login does not work, and the report says that it does')
  })

  test('a healthy host that is blamed', () => {
    expect(judge(played('{ wall: null, class: rst }', closedPort))).toMatchObject({ wall: 'blamed' })
  })

  test('what must be excluded or never said', () => {
    const { wrong } = judge(played('{ wall: sshd-stopped, class: rst, excluded: [firewall-resets], never: [address-banned] }', closedPort))
    expect(wrong).toEqual([
      expect.stringMatching(/^firewall-resets must be excluded, and is possible$/),
      expect.stringMatching(/^address-banned must never be said, and is possible$/),
    ])
  })

  test('the command that decides must be there, and show it', () => {
    const { decide } = closedPort.findings.find(({ cause }) => cause === 'sshd-stopped')!
    const ran = (output: string): Partial<Played> => ({ decided: { cause: 'sshd-stopped', decide: decide!, output } })
    const truth = '{ wall: sshd-stopped, class: rst }'
    expect(judge(played(truth, closedPort, ran('inactive (dead)'), 'tells: inactive\n'))).toMatchObject({ told: true, wrong: [] })
    expect(judge(played(truth, closedPort, ran('active'), 'tells: inactive\n')).wrong).toEqual([
      expect.stringContaining('must print inactive'),
    ])
  })

  test('a program that says nothing is wrong', () => {
    const score = judge(played('{ wall: sshd-stopped, class: rst }', null, { crash: 'it broke' }))
    expect(score).toMatchObject({ wall: 'wrong', wrong: ['it broke'] })
  })

  test('terminal escapes in the document are seen', () => {
    const hostile = { ...closedPort, contradictions: ['\u001b[2J'] }
    expect(judge(played('{ wall: sshd-stopped, class: rst }', hostile)).wrong).toEqual(['control characters in the document'])
  })
})

const right = judge(played('{ wall: sshd-stopped, class: rst }', closedPort))
const named = (id: string, more: Partial<Score>): Score => ({ ...right, id, ...more })
const board = (...scores: readonly Score[]): Board => ({
  schema: 1,
  mode: 'outside',
  date: '',
  version: '',
  commit: null,
  kernel: '',
  took: 0,
  scores,
})

describe('the totals', () => {
  test('void runs count for nothing but themselves', () => {
    const sum = totals([right, named('void', { lab: ['it is otherwise'], wrongProven: ['x'], classSeen: 'silence' })])
    expect(sum).toMatchObject({ runs: 1, void: 1, bad: 1, wrongProven: 0, classRight: { is: 1, of: 1 } })
  })

  test('a class that holds one cause, by its most general name', () => {
    const masked = named('masked', { truth: 'sshd-masked', wall: 'open' })
    const reset = named('reset', { truth: 'firewall-resets', wall: 'open' })
    expect(groups([right, masked])[0]).toMatchObject({ truths: ['sshd-stopped'] })
    expect(totals([right, masked]).single).toEqual({ is: 2, of: 2 })
    expect(totals([right, masked, reset]).single).toEqual({ is: 0, of: 0 })
    expect(totals([named('rival', { alike: ['firewall-resets'] })]).single).toEqual({ is: 0, of: 0 })
  })

  test('one wrong proven fails its gate', () => {
    const failed = gates(totals([named('a', { wrongProven: ['x'] })])).filter(({ state }) => state === 'unmet')
    expect(failed.map(({ asks }) => asks)).toEqual(['wrong proven'])
  })

  test('the confusion counts each verdict of a truth', () => {
    expect(confusion([right, named('b', { verdict: 'firewall-resets' }), named('c', { verdict: 'firewall-resets' })])).toEqual([
      [
        'sshd-stopped',
        [
          ['firewall-resets', 2],
          ['sshd-stopped', 1],
        ],
      ],
    ])
  })
})

test('the comparison tells better from worse, and what only one board has', () => {
  const worse = named('a', { wall: 'wrong', wrong: ['no'], verdict: 'firewall-drops' })
  const before = board(named('a', {}), named('b', { wall: 'open', certainty: 'possible' }), named('gone', {}))
  const { changed, added, gone } = changes(before, board(worse, named('b', {}), named('new', {})))
  expect(changed.map(({ id, better }) => [id, better])).toEqual([
    ['a', false],
    ['b', true],
  ])
  expect([added, gone]).toEqual([['new'], ['gone']])
})
