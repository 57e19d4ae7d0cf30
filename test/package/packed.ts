import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
/** npm runs on the Node that runs this test. */
export const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` }

/** The package as a user gets it: packed, and installed into an empty folder from the tarball. */
export interface Packed {
  readonly folder: string
  /** Installed package. */
  readonly installed: string
  readonly files: readonly string[]
  /** Size of the tarball, bytes. */
  readonly size: number
}

/** `npm pack` builds dist/ by `prepare`. @throws Error with what npm said */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-package-'))
  const consumer = join(folder, 'consumer')
  mkdirSync(consumer)
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  const said = npm(root, 'pack', '--json', '--pack-destination', folder)
  const [tarball] = JSON.parse(said) as [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }]
  const file = join(folder, tarball.filename)
  npm(consumer, 'install', '--prefer-offline', '--no-save', file)
  return {
    folder: consumer,
    installed: join(consumer, 'node_modules/sshwhy'),
    files: tarball.files.map(({ path }) => path).toSorted(),
    size: statSync(file).size,
  }
}

export function unpack({ folder }: Packed): void {
  rmSync(dirname(folder), { recursive: true, force: true })
}

function npm(cwd: string, ...words: readonly string[]): string {
  return execFileSync('npm', words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
