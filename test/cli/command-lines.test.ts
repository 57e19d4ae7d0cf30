import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cells } from '../../src/cli/cells.ts'
import { commandLines } from '../../src/cli/command-lines.ts'

const INDENT = { begin: '', hanging: '      ', near: '    ', flush: '' }

const shown = (command: string, width: number): string =>
  commandLines(command, width, width + 9)
    .map((part) => INDENT[part.place] + part.text)
    .join('\n')

const word = fc.oneof(
  fc.stringMatching(/^[a-z0-9./:=@-]{1,50}$/),
  fc.stringMatching(/^[a-zé中 ;"$\\]{0,60}$/).map((text) => `'${text}'`),
  fc.stringMatching(/^[a-z '|;]{0,60}$/).map((text) => `"${text}"`),
  fc.stringMatching(/^[a-z]{1,5}$/).map((text) => `${text}\\ ${text}\\'${text}`),
)

test('a shell reads the lines as the one command that they are made of', () => {
  const commands = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '))
  const pairs = fc.sample(fc.tuple(commands, fc.integer({ min: 16, max: 70 })), { numRuns: 400, seed: 22 })
  const script = pairs
    .map(([command, width]) => `printf '<%s>' ${command}\necho\nprintf '<%s>' ${shown(command, width).trimStart()}\necho`)
    .join('\n')
  const run = spawnSync('sh', { input: script, encoding: 'utf8' })
  expect(run.stderr).toBe('')
  const lines = run.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(pairs.length * 2)
  for (const [index, [command]] of pairs.entries()) expect(lines[index * 2 + 1], command).toBe(lines[index * 2])
})

test('no line is too wide', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.integer({ min: 14, max: 70 }), (words, width) => {
      for (const part of commandLines(words.join(' '), width, width + 9))
        expect(cells(part.text)).toBeLessThanOrEqual(part.place === 'near' || part.place === 'flush' ? width + 9 : width)
    }),
  )
})

test('what fits is left as it is, and what does not is broken where it can be read', () => {
  expect(commandLines("sudo ss -ltnp 'sport = :22'", 60, 70)).toEqual([{ text: "sudo ss -ltnp 'sport = :22'", place: 'begin' }])
  expect(commandLines('', 60, 70)).toEqual([])
  expect(commandLines(`sudo sh -c "nft list ruleset; iptables-save" | less`, 30, 50)).toEqual([
    { text: 'sudo sh -c \\', place: 'begin' },
    { text: '"nft list ruleset; iptables-save" \\', place: 'near' },
    { text: '| less', place: 'hanging' },
  ])
  expect(commandLines(`sh -c 'nft list ruleset; iptables-save'`, 20, 30)).toEqual([
    { text: 'sh -c \\', place: 'begin' },
    { text: "'nft list ruleset; '\\", place: 'near' },
    { text: "'iptables-save'", place: 'flush' },
  ])
})
