import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cli/cells.ts'
import { explained } from '../../src/cli/explain.ts'
import { nearest } from '../../src/cli/nearest.ts'
import { CAUSES } from '../../src/diagnose/causes/all.ts'
import { LAYERS } from '../../src/model/layer.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { sshwhy } from './sshwhy.ts'

test.each(CAUSES.map((cause) => [cause.id, cause] as const))('%s can be explained without any case of it', (id, cause) => {
  const lines = explained({ width: 80, colour: false, unicode: false }, cause)
  expect(lines[0]).toBe(`${id} (${cause.layer})`)
  const text = lines.join('\n')
  for (const label of ['What it is', 'Proved by', 'Mended by']) expect(text).toContain(`\n  ${label}`)
  for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(80)
  expect(lines.every(isPrintable)).toBe(true)
  expect(text).not.toMatch(/undefined|(?<!\/dev\/)null|NaN/)
})

test('without an id all are listed, under their layers', () => {
  const { code, stdout } = sshwhy(['--explain'])
  expect(code).toBe(0)
  const words = stdout.split(/\s+/).filter((word) => word !== '')
  expect(words.filter((word) => !LAYERS.includes(word as 'name')).toSorted()).toEqual(CAUSES.map((one) => one.id).toSorted())
})

describe('an id that is not known', () => {
  test('names the nearest', () => {
    expect(sshwhy(['--explain', 'sshd-stoped'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^sshwhy: no cause is named "sshd-stoped" ?\n? *\(?did you mean sshd-stopped/),
    })
  })
  test.each([
    ['hostdown', 'host-down'],
    ['sshd-maksed', 'sshd-masked'],
    ['penalty', 'per-source-penalty'],
    ['zzzzzzzzzzzzzzzz', undefined],
    ['', undefined],
  ])('%s: %s', (typed, id) => {
    const near = nearest(
      typed,
      CAUSES.map((one) => one.id),
    )
    expect(near[0]).toBe(id)
  })
})
