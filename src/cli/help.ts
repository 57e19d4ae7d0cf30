import { COMMANDS, OPTIONS } from './options.ts'
import type { Command, Option } from './options.ts'
import { look, writeLines } from './output.ts'
import { paint } from './paint.ts'
import type { Look } from './look.ts'
import { paragraph } from './section.ts'
import { wrap } from './wrap.ts'

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['sshwhy ann@db1', 'what stops ssh ann@db1'],
  ['sshwhy -p 2222 -J bastion ann@db1', 'any command line of ssh, with ssh replaced'],
  ['sshwhy db1 --all', 'with every cause that was judged'],
  ['ssh ann@db1 2>&1 | sshwhy explain', 'what the words of a failed ssh mean'],
  ['sshwhy --explain firewall-rejects', 'what a cause is'],
]
const MARKS =
  '✓ passes, ✗ blocks, ? unknown, · not reached. A verdict is proven where it says "is"; else it says "most likely" or "could be".'
const CODES =
  'Exit codes: 0 all that was tried works, 1 it does not or cannot be told, 2 wrong usage, 3 sshwhy itself could not look, 130 interrupted.'

const usageOf = ({ name, value }: Option): string => `--${name}${value ? (value.optional ? ` [${value.name}]` : ` ${value.name}`) : ''}`

/** A term and what it means, side by side where there is room. */
function row(shape: Look, term: string, text: string, column: number): readonly string[] {
  const shown = `  ${paint(shape, 'command', term)}`
  if (shape.width < column + 24 || term.length + 4 > column) return [shown, ...paragraph(shape, 6, text)]
  const [first = '', ...rest] = wrap(text, shape.width - column)
  return [`${shown}${' '.repeat(column - 2 - term.length)}${first}`, ...rest.map((one) => ' '.repeat(column) + one)]
}

/** `--help`, for a width. */
export function helpLines(shape: Look): readonly string[] {
  const options: readonly Option[] = OPTIONS
  const commands: readonly Command[] = COMMANDS
  const title = (text: string): readonly string[] => ['', paint(shape, 'strong', text)]
  return [
    ...paragraph(shape, 0, 'sshwhy [user@]host says why ssh [user@]host fails: who refused, what is ruled out, and what to do next.'),
    ...title('Instead of ssh'),
    ...EXAMPLES.flatMap(([command, text]) => row(shape, command, text, 38)),
    ...paragraph(
      shape,
      2,
      'Every option of ssh(1) is accepted and means what it means to ssh. Our own begin with two dashes and stand before the host, or after it up to the remote command. After -- nothing is ours: sshwhy -- doctor is the host of that name.',
    ),
    ...[...new Set(options.map((one) => one.group))].flatMap((group) => [
      ...title(group),
      ...options.filter((one) => one.group === group).flatMap((one) => row(shape, usageOf(one), one.text, 22)),
    ]),
    ...title('Commands'),
    ...commands.flatMap((one) => row(shape, `${one.name} ${one.words}`.trim(), one.text, 22)),
    '',
    ...paragraph(shape, 0, MARKS),
    ...paragraph(shape, 0, CODES),
  ]
}

/** `sshwhy --help`. @returns the exit code */
export function help(): number {
  writeLines(1, helpLines(look(1)))
  return 0
}
