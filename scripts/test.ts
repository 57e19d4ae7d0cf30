/**
 * `npm test`: the static checks, then every test, then one plain line `N passed, N failed`. What is passed after `npm test --` goes to vitest,
 * e.g. `npm test -- --project unit test/net`.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[]
}

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules/.bin')
const report = join(root, '.cache/vitest.json')

/** Each counts as one test. */
const STATIC: readonly (readonly [name: string, command: string, ...words: string[]])[] = [
  ['types', join(bin, 'tsc')],
  ['lint', join(bin, 'oxlint'), '--quiet'],
  ['format', join(bin, 'oxfmt'), '--check'],
  ['dead exports', join(bin, 'knip'), '--no-progress'],
  ['generated files', process.execPath, 'scripts/generate.ts', '--check'],
]

const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
for (const [name, command, ...words] of STATIC) {
  const started = performance.now()
  const { code, output } = await run(command, words, 'pipe')
  const took = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} ${took} s`)
  if (code === 0) counts.passed++
  else {
    counts.failed++
    console.log(output.trimEnd())
  }
}

mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(report, { force: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const { code } = await run(join(bin, 'vitest'), ['run', ...reporters, ...process.argv.slice(2)], 'inherit')
add(counts, code)

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`)
if (counts.failed > 0) process.exitCode = 1

/** Adds what vitest did. A file that could not be loaded, an error outside of the tests and a missing report count as one failure. */
function add(sum: Counts, exit: number | null): void {
  let done: Report | null = null
  try {
    done = JSON.parse(readFileSync(report, 'utf8')) as Report
  } catch {
    console.log('vitest wrote no report')
  }
  const before = sum.failed
  if (done !== null) {
    const broken = done.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    )
    sum.passed += done.numPassedTests
    sum.failed += done.numFailedTests + broken.length
    sum.skipped += done.numPendingTests + done.numTodoTests
  }
  if (exit !== 0 && sum.failed === before) sum.failed++
}

/** Runs a command of ours in the root, without stdin. */
function run(command: string, words: readonly string[], output: 'pipe' | 'inherit'): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: root, stdio: ['ignore', output, output] })
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', reject)
    child.on('close', (exit) => resolve({ code: exit, output: text }))
  })
}
