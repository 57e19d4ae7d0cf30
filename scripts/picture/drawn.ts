import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { terminalSvg } from './svg.ts'

/** The picture, from the root of the repository. */
export const PICTURE = 'docs/picture.svg'

const RECORDED = 'test/fixtures/recorded/picture.json'

const COLUMNS = 80
const MAIN = `import('./src/cli/main.ts').then(({ main }) => main(process.argv.slice(1))).then((code) => (process.exitCode = code))`

/** What the command says about the recorded case, as a picture. It is run from the sources, so that no build is needed. */
export function drawn(root: string): string {
  const env = { ...process.env, FORCE_COLOR: '1', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const run = spawnSync(process.execPath, ['-e', MAIN, 'replay', RECORDED], { cwd: root, encoding: 'utf8', env })
  if (run.status !== 0 && run.status !== 1) throw new Error(`replay of ${RECORDED} failed: ${run.stderr}`)
  const { target } = JSON.parse(readFileSync(join(root, RECORDED), 'utf8')) as { readonly target: { readonly input: string } }
  const prompt = `\x1b[2m$\x1b[22m sshwhy ${target.input}\n`
  return terminalSvg(prompt + run.stdout, COLUMNS, `What sshwhy ${target.input} prints`)
}
