/** Builds dist/: the command (dist/cli.cjs), the library (dist/sshwhy.js) and its types (dist/types). Says nothing when all is well. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { lazyBuiltins } from './lazy-builtins.ts'

const root = join(import.meta.dirname, '..')
const external = [/^node:/, /^@koromix\//]

/** The command: CommonJS, because it starts faster than ESM, with a chunk for every dynamic import. */
async function command(dir: string): Promise<void> {
  const bundle = await rolldown({ input: { cli: join(root, 'src/cli/main.ts') }, cwd: root, platform: 'node', external })
  await bundle.write({
    dir,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'cli/[name].cjs',
    minify: 'dce-only',
    plugins: [lazyBuiltins()],
  })
}

async function library(dir: string): Promise<void> {
  const bundle = await rolldown({ input: { sshwhy: join(root, 'src/sshwhy.ts') }, cwd: root, platform: 'node', external })
  await bundle.write({ dir, format: 'esm', chunkFileNames: 'sshwhy/[name].js', minify: 'dce-only' })
}

/** Declarations of all that the library reaches. tsc keeps the folders of the repository, since the version is read from package.json. */
function types(dir: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const declared = join(dir, 'declared')
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', declared], { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`tsc could not write the types:\n${run.stdout}${run.stderr}`)
  renameSync(join(declared, 'src'), join(dir, 'types'))
  rmSync(declared, { recursive: true })
}

// Built beside dist/ and renamed, so that a command running meanwhile never meets half a build.
const fresh = join(root, `.cache/dist-${process.pid}`)
mkdirSync(fresh, { recursive: true })
try {
  await Promise.all([command(fresh), library(fresh)])
  types(fresh)
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  renameSync(fresh, join(root, 'dist'))
} finally {
  rmSync(fresh, { recursive: true, force: true })
}
