import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cli/cells.ts'
import type { Look } from '../../src/cli/look.ts'
import { report } from '../../src/cli/report.ts'
import type { Depth } from '../../src/cli/report.ts'
import { ticket } from '../../src/cli/ticket.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { CASES, EVIL, hostile, movedPort, router, working } from './diagnoses.ts'
import { documents } from './documents.ts'

const wide: Look = { width: 80, colour: false, unicode: true }
const page = (look: Look, name: keyof typeof CASES, depth: Depth = 'normal'): string =>
  report(look, CASES[name] ?? working, depth).join('\n')

describe('the report of a case', () => {
  test.each(Object.keys(CASES))('%s, 80 columns', (name) => {
    expect(page(wide, name)).toMatchSnapshot()
  })
  test('40 columns', () => {
    expect(page({ ...wide, width: 40 }, 'movedPort')).toMatchSnapshot()
  })
  test('ASCII', () => {
    expect(page({ ...wide, unicode: false }, 'movedPort')).toMatchSnapshot()
  })
  test('colour', () => {
    expect(page({ ...wide, colour: true }, 'movedPort')).toMatchSnapshot()
  })
  test('everything', () => {
    expect(page(wide, 'movedPort', 'all')).toMatchSnapshot()
  })
  test('quiet: the verdict alone', () => {
    expect(page(wide, 'movedPort', 'quiet')).toBe(
      '✗ db1 (10.0.0.5) refuses port 22, and an SSH server answers on port 2222.\n  Most likely its sshd listens on 2222.',
    )
  })
  test('the ticket', () => {
    expect(ticket(router).join('\n')).toMatchSnapshot()
  })
})

test('colour says nothing that the words do not', () => {
  for (const name of Object.keys(CASES)) expect(stripVTControlCharacters(page({ ...wide, colour: true }, name))).toBe(page(wide, name))
})

test('a reason that several causes share is told once', () => {
  const [first, ...rest] = movedPort.findings.filter((one) => one.certainty !== 'excluded')
  if (!first) throw new Error('no finding')
  const because = [{ text: 'a shared reason', from: { evidence: 0 } }]
  const findings = [first, ...rest].map((one) => ({ ...one, because }))
  const text = report(wide, { ...movedPort, verdict: null, findings }, 'all').join('\n')
  expect(text.split('a shared reason')).toHaveLength(2)
  expect(text).toContain(`because what is said of ${first.cause}`)
})

test('the ticket asks nothing of a provider where nothing was looked up', () => {
  const bare = { ...movedPort, addresses: [], contrast: [], findings: [], verdict: null }
  const said = (document: Diagnosis): string => ticket(document).join(' ').replaceAll(/\s+/g, ' ')
  const command = said({ ...bare, target: { ...bare.target, proxyCommand: true } })
  expect(command).toContain('There is nothing to ask of a provider: ssh reaches this host by a command')
  expect(said({ ...bare, verdict: { cause: 'client-config-broken', certainty: 'proven' } })).toContain('the configuration of the client')
  expect(said(bare)).toContain('nothing to ask of a provider: nothing was looked up')
  for (const text of [command, said(bare)]) expect(text).not.toContain('Please')
  const [finding] = movedPort.findings
  if (!finding) throw new Error('no finding')
  const nameless = { ...bare, findings: [{ ...finding, cause: 'name-does-not-resolve' }] }
  expect(said(nameless)).toContain('Please tell which addresses db1 should have')
})

test('the ticket names no user, no path and nothing of ssh_config', () => {
  const text = ticket({ ...movedPort, target: { ...movedPort.target, host: 'db1.example' } }).join('\n')
  expect(text).not.toMatch(/ann|config|~|\/home/)
})

const sgr = /\u001b\[\d+m/g
const depths: readonly Depth[] = ['quiet', 'normal', 'all']

test('hostile texts stay texts', () => {
  for (const look of [wide, { ...wide, unicode: false }, { ...wide, colour: true }, { ...wide, width: 30 }]) {
    const lines = [...depths.flatMap((depth) => report(look, hostile, depth)), ...ticket(hostile)]
    for (const line of lines) expect(isPrintable(look.colour ? line.replaceAll(sgr, '') : line), line).toBe(true)
  }
  expect(EVIL).toContain('\u001b')
})

test('no line is wider than the terminal, whatever is to be said', () => {
  const looks = fc.record({ width: fc.integer({ min: 20, max: 80 }), colour: fc.constant(false), unicode: fc.boolean() })
  fc.assert(
    fc.property(documents, looks, fc.constantFrom(...depths), (document, look, depth) => {
      for (const line of report(look, document, depth)) {
        expect(cells(line), line).toBeLessThanOrEqual(look.width)
        expect(isPrintable(line), JSON.stringify(line)).toBe(true)
        if (!look.unicode) expect(line).toMatch(/^[\x20-\x7e]*$/)
      }
      for (const line of ticket(document)) expect(line).toMatch(/^[\x20-\x7e]{0,72}$/)
    }),
    { numRuns: 1000 },
  )
})
