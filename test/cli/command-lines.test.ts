import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cells } from '../../src/cli/cells.ts'
import { commandLines } from '../../src/cli/command-lines.ts'

const shown = (command: string, width: number, full: number): string =>
  commandLines(command, width, full)
    .map((part, index) => (part.flush ? '' : ' '.repeat(full - width - (index === 0 ? 2 : 0))) + part.text)
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
    .map(([command, width]) => `printf '<%s>' ${command}\necho\nprintf '<%s>' ${shown(command, width, width + 10).trimStart()}\necho`)
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
      for (const part of commandLines(words.join(' '), width, width + 10))
        expect(cells(part.text)).toBeLessThanOrEqual(part.flush ? width + 10 : width)
    }),
  )
})

test('what fits is left as it is', () => {
  expect(commandLines("sudo ss -ltnp 'sport = :22'", 60, 70)).toEqual([{ text: "sudo ss -ltnp 'sport = :22'", flush: false }])
  expect(commandLines('', 60, 70)).toEqual([])
})
