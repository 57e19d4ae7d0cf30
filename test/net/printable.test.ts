import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPrintable, printable } from '../../src/net/printable.ts'
import { shellWord } from '../../src/net/shell-word.ts'

test('whatever the text, what comes out is printable, and stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = printable(text)
      expect(isPrintable(shown)).toBe(true)
      expect(printable(shown)).toBe(shown)
      expect(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(shown)).toBe(false)
    }),
    { numRuns: 50_000 },
  )
})

test('escapes are legible, plain text is left alone, long text is cut', () => {
  expect(printable('\u001b[2Jhi\r\n')).toBe('\\x1b[2Jhi\\x0d\\x0a')
  expect(printable('a\u202eb\u{e0041}\ud800')).toBe('a\\u{202e}b\\u{e0041}\\u{d800}')
  expect(printable('Grüße → 日本')).toBe('Grüße → 日本')
  expect(printable('x'.repeat(600), 10)).toBe(`${'x'.repeat(10)}…`)
})

test('a quoted word reaches a real shell as it was', () => {
  const words = fc.sample(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((word) => !word.includes('\0')),
    300,
  )
  const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`
  expect(execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1)).toEqual(words)
})
