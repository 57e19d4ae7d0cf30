import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAnsi } from '../../scripts/picture/ansi.ts'
import { drawn, PICTURE } from '../../scripts/picture/drawn.ts'
import { terminalSvg } from '../../scripts/picture/svg.ts'

const root = join(import.meta.dirname, '../..')

test('the picture of the README is what the program says; if not, run: npm run picture', () => {
  expect(drawn(root)).toBe(readFileSync(join(root, PICTURE), 'utf8'))
})

describe('the terminal that is drawn', () => {
  test('keeps columns and styles', () => {
    const [runs] = parseAnsi('a \x1b[1;31mb\x1b[0m c\x1b[2m')
    expect(runs?.map(({ column, text, style }) => [column, text, style.colour, style.bold])).toEqual([
      [0, 'a ', null, false],
      [2, 'b', 1, true],
      [3, ' c', null, false],
    ])
  })

  test('refuses what it cannot draw, and what is too wide', () => {
    expect(() => parseAnsi('\x1b[2J')).toThrow('cannot be drawn')
    expect(() => parseAnsi('\x1b[48;5;1mx')).toThrow('SGR 48 is not drawn')
    expect(() => terminalSvg('123456', 5, '')).toThrow('does not fit 5 columns: 123456')
  })

  test('puts words where their column is, and other signs alone', () => {
    const svg = terminalSvg('a b  \x1b[32m✓\x1b[39m <c>', 20, 'x')
    expect(svg.match(/<text[^\n]*/g)).toEqual([
      '<text x="20" y="50" textLength="25.2">a b</text>',
      '<text x="62" y="50" textLength="8.4" style="fill: #56d364">✓</text>',
      '<text x="78.8" y="50" textLength="25.2">&lt;c&gt;</text>',
    ])
  })
})
