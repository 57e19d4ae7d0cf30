/** `npm run lab`: real hosts, real faults, a scoreboard. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, release } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSION } from '../src/model/version.ts'
import { runCaged } from './cage/cage.ts'
import { makeBases } from './machine/base.ts'
import { labMissing } from './machine/lab-needs.ts'
import { help, OPTIONS } from './options.ts'
import { readScenarios, type Run, runsOf } from './scenario/read.ts'
import { accuracy } from './score/accuracy.ts'
import { compared } from './score/compare.ts'
import { page } from './score/page.ts'
import type { Board, Score } from './score/score.ts'
import { scoreboard } from './score/text.ts'
import { gates, totals } from './score/totals.ts'

const root = join(import.meta.dirname, '..')

/** Misuse, with the exit code: 2 what was typed, 3 what this machine lacks. */
class Refusal extends Error {
  readonly exit: 2 | 3
  constructor(message: string, exit: 2 | 3) {
    super(message)
    this.exit = exit
  }
}

function read(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}; npm run lab -- --help lists the options`, 2)
  }
}

type Options = ReturnType<typeof read>

function chosen(runs: readonly Run[], options: Options): readonly Run[] {
  const pattern = options.keep === undefined ? options.only : `^${options.keep.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|/)`
  if (pattern === undefined) return options.all ? runs : runs.filter(({ ci }) => ci)
  let form: RegExp
  try {
    form = new RegExp(pattern)
  } catch {
    throw new Refusal(`--only ${pattern} is no regular expression`, 2)
  }
  const fitting = runs.filter(({ id }) => form.test(id))
  if (fitting.length === 0)
    throw new Refusal(`no run is named like "${options.keep ?? pattern}"; npm run lab -- --list --all names them`, 2)
  return options.keep === undefined ? fitting : fitting.slice(0, 1)
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism() * 3
  if (!/^[1-9]\d?$/.test(text)) throw new Refusal(`--jobs ${text}: a number from 1 to 99`, 2)
  return Number(text)
}

function readBoard(file: string): Board {
  try {
    const board = JSON.parse(readFileSync(file, 'utf8')) as Board
    if (board.schema !== 1 || !Array.isArray(board.scores)) throw new Error('it is no scoreboard of this lab')
    return board
  } catch (error) {
    throw new Refusal(`--compare ${file}: ${error instanceof Error ? error.message : String(error)}`, 2)
  }
}

/** What the caged half has written so far, a score on each line. */
function readScores(file: string): readonly Score[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Score)
}

/** The commit, with `+` where files differ from it; null where there is no git. */
function commit(): string | null {
  try {
    const git = (...words: string[]): string =>
      execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
    return git('rev-parse', '--short', 'HEAD') + (changed ? '+' : '')
  } catch {
    return null
  }
}

async function main(): Promise<number> {
  const options = read(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(help())
    return 0
  }
  const mode = options.mode ?? 'outside'
  if (!['outside', 'inside', 'repair'].includes(mode)) throw new Refusal(`--mode ${mode}: one of outside, inside, repair`, 2)
  if (mode !== 'outside')
    throw new Refusal(`--mode ${mode}: this version looks from outside only; there is nothing to put to the test yet`, 2)
  if (options.accuracy && !options.all) throw new Refusal('--accuracy needs --all: a part of the runs says little', 2)
  const runs = chosen(runsOf(readScenarios()), options)
  const jobs = jobsOf(options.jobs)
  const earlier = options.compare === undefined ? undefined : readBoard(options.compare)
  if (options.list) {
    for (const { id, scenario } of runs) console.log(`${id.padEnd(46)} ${scenario.title}`)
    return 0
  }
  const why = labMissing()
  if (why !== undefined) throw new Refusal(`the lab cannot be built here: ${why}`, 3)
  const bases = await makeBases((text) => console.log(text))
  execFileSync(process.execPath, ['-r', './scripts/needs-node.cjs', 'scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })

  const out = options.out ?? join(root, '.cache/lab')
  mkdirSync(out, { recursive: true })
  const lines = join(out, 'runs.jsonl')
  rmSync(lines, { force: true })
  const date = new Date().toISOString()
  const at = commit()
  const started = performance.now()
  if (options.keep === undefined) console.log(`${runs.length} runs, ${jobs} at a time`)
  const pidFile = options.keep === undefined ? undefined : join(out, 'cage.pid')
  const code = await runCaged({ bases, runs: runs.map(({ id }) => id), jobs, scores: lines, keep: pidFile ?? null }, pidFile)
  if (options.keep !== undefined) return code === 130 ? 0 : code
  const scores = readScores(lines)
  const order = new Map(runs.map(({ id }, index) => [id, index]))
  const board: Board = {
    schema: 1,
    mode: 'outside',
    date,
    version: VERSION,
    commit: at,
    kernel: release(),
    took: Math.round((performance.now() - started) / 1000),
    scores: scores.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
  }
  if (board.scores.length === 0) return code || 1
  writeFileSync(join(out, 'score.json'), `${JSON.stringify(board, null, 1)}\n`)
  writeFileSync(join(out, 'score.html'), page(board, earlier))
  console.log(scoreboard(board))
  if (earlier) console.log(compared(earlier, board))
  if (options.accuracy) writeFileSync(join(root, 'docs/accuracy.md'), accuracy(board))
  const missing = runs.length - board.scores.length
  if (missing > 0) console.log(`${missing} of ${runs.length} runs were not made`)
  console.log(`${relative(process.cwd(), join(out, 'score.html'))} shows it in a browser`)
  if (code === 130) return 130
  const sum = totals(board.scores)
  const short = options.all === true && gates(sum).some(({ state }) => state === 'unmet')
  return missing === 0 && sum.bad === 0 && !short ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = error instanceof Refusal ? error.exit : 3
}
