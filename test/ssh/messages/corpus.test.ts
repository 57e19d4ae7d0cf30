import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FORMS } from '../../../src/ssh/messages/forms/all.ts'
import { decisive, readLog } from '../../../src/ssh/messages/log.ts'
import { MEANINGS } from '../../../src/ssh/messages/meanings/all.ts'
import { namedTarget } from '../../../src/ssh/messages/named-target.ts'

interface Case {
  readonly program: string
  readonly version: string
  /** How the text was had: run here against a real peer, written down after the form that the program's source gives it (not run), or from an issue. */
  readonly had: string
  readonly text: string
  readonly id: string | null
  readonly host: string | null
  readonly port: number
  readonly user: string | null
}

const FOLDER = join(import.meta.dirname, '../../fixtures/messages')
const CASES: readonly Case[] = readdirSync(FOLDER).flatMap(
  (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Case[],
)

describe('real texts', () => {
  test.each(CASES.map((one) => [one.program, one.version, one.had, one] as const))(
    '%s %s, %s',
    (_, __, ___, { text, id, host, port, user }) => {
      const { messages, errorLike } = readLog(text)
      const target = namedTarget(messages)
      expect(decisive(messages)?.id ?? null).toBe(id)
      expect({ host: target.host || null, port: target.port, user: target.user }).toEqual({ host, port, user })
      expect(errorLike === null).toBe(id !== null)
    },
  )

  test('are many, of many programs', () => {
    expect(CASES.length).toBeGreaterThan(400)
    expect(new Set(CASES.map(({ program }) => program)).size).toBeGreaterThan(25)
  })
})

describe('the tables', () => {
  const forms = FORMS.flat()
  const meanings = new Set<string>(MEANINGS.flat().map(({ id }) => id))

  test('ids are kebab-case, and each is there once', () => {
    const ids = forms.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of [...ids, ...meanings]) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  test('every form has a meaning, and every meaning a form', () => {
    for (const { means } of forms) if (means !== 'connect' && means !== 'name') expect([...meanings]).toContain(means)
    // Those of the system's error texts.
    const byError = [
      'refused',
      'no-route-to-host',
      'host-is-down',
      'network-unreachable',
      'connect-denied',
      'connect-invalid',
      'no-protocol',
    ]
    const said = new Set([...forms.map(({ means }) => means), ...byError, 'address-not-available', 'no-resources'])
    expect([...meanings].filter((id) => !said.has(id))).toEqual([])
  })

  test('no repetition stands in another, so that no form can take quadratic time', () => {
    for (const { form } of forms) expect(form.source).not.toMatch(/[+*}]\)[+*{]/)
    for (const { form } of forms) expect(form.flags).toMatch(/^i?$/)
  })
})
