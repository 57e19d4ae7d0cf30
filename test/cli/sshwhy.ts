import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const MAIN = pathToFileURL(join(import.meta.dirname, '../../src/cli/main.ts')).href
export const RUN = `import(${JSON.stringify(MAIN)}).then(({ main }) => main(process.argv.slice(1))).then((code) => (process.exitCode = code))`

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command from its sources, without a terminal. */
export function sshwhy(words: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Ran {
  const run = spawnSync(process.execPath, ['-e', RUN, '--', ...words], {
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C.UTF-8', ...env },
  })
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}
