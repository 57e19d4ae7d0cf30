import { describe, expect, test } from 'vitest'
import { cells, fit } from '../../src/cli/cells.ts'
import { isColour, isUnicode, lookOf } from '../../src/cli/look.ts'
import { plain } from '../../src/cli/plain.ts'
import { live } from '../../src/cli/progress.ts'
import { wrap } from '../../src/cli/wrap.ts'

test.each([
  [{ LC_ALL: 'C', LC_CTYPE: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'de_DE.utf8', LANG: 'C' }, true],
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'de_DE@euro' }, false],
  [{}, false],
])('the locale decides the marks: %j', (env, unicode) => {
  expect(isUnicode(env, 'linux')).toBe(unicode)
})

test('Windows needs no locale', () => {
  expect(isUnicode({}, 'win32')).toBe(true)
})

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false, true],
])('the environment decides the colour: %j, terminal %s', (env, terminal, colour) => {
  expect(isColour(env, terminal)).toBe(colour)
})

test.each([
  [true, 200, 80],
  [true, 80, 80],
  [true, 60, 60],
  [true, 3, 20],
  [true, undefined, 80],
  [true, 0, 80],
  [false, 60, 80],
])('terminal %s of %s columns: %i cells', (terminal, columns, width) => {
  expect(lookOf({}, 'linux', terminal, columns).width).toBe(width)
})

describe('cells', () => {
  test.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['中文', 4],
    ['ｆｕｌｌ', 8],
    ['🙂', 2],
    ['→ ✓ ✗ · …', 9],
    ['한글', 4],
  ])('%s fills %i', (text, filled) => {
    expect(cells(text)).toBe(filled)
  })

  test('a text is cut between characters, not within them', () => {
    expect(fit('中文字', 5)).toEqual(['中文', '字'])
    expect(fit('中', 1)).toEqual(['中', ''])
    expect(fit('🙂🙂', 3)).toEqual(['🙂', '🙂'])
  })

  test('lines are broken at spaces, and words only where they must be', () => {
    expect(wrap('one two  three', 7)).toEqual(['one two', 'three'])
    expect(wrap('中文字中文字', 5)).toEqual(['中文', '字中', '文字'])
    expect(wrap('', 5)).toEqual([''])
  })
})

test('where the locale is not UTF-8 only ASCII is written', () => {
  const look = { width: 80, colour: false, unicode: false }
  expect(plain(look, 'db1 → 10.0.0.5 … “é” 中')).toBe('db1 -> 10.0.0.5 ... "\\u{e9}" \\u{4e2d}')
  expect(plain({ ...look, unicode: true }, 'é \u001b[31m')).toBe('é \\x1b[31m')
})

test.each([20, 40, 60, 80])('the live line leaves room for ^C and always shows the time, %d columns', (width) => {
  const look = { width, colour: false, unicode: true }
  const why = '4 SYNs went to 127.10.0.3 port 22 within 30 s, more could look like an attack'
  const waiting = live(look, 'waiting 12 s: ', why, '')
  expect(waiting).toMatch(/^waiting 12 s: 4.*…$/)
  const asking = live(look, '', `looking up ${'a.'.repeat(60)}example`, ' … 1.2 s')
  expect(asking).toMatch(/^looking.* … 1\.2 s$/)
  for (const line of [waiting, asking]) expect(cells(line)).toBeLessThanOrEqual(width - 4)
  expect(live(look, '', 'short', ' … 1.2 s')).toBe('short … 1.2 s')
  expect(live({ ...look, unicode: false }, 'waiting 12 s: ', why, '').endsWith('...')).toBe(true)
})
