/** Builds dist/: the command (dist/cli.cjs), the library (dist/sshwhy.js, dist/firewall.js) and its types (dist/types). Says nothing when all is well. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { lazyBuiltins } from './lazy-builtins.ts'
import { startChunks } from './start-chunks.ts'

const root = join(import.meta.dirname, '..')
const external = [/^node:/, /^@koromix\//]

/**
 * The command: CommonJS, because it starts faster than ESM. Every file begins with its hash, by which bin/sshwhy.js knows its compiled code, and is
 * ASCII, which V8 keeps and reads as one byte a character.
 */
async function command(dir: string): Promise<void> {
  const bundle = await rolldown({
    input: { cli: join(root, 'src/cli/main.ts') },
    cwd: root,
    platform: 'node',
    external,
    preserveEntrySignatures: 'allow-extension',
  })
  const { output } = await bundle.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'cli/[name].cjs',
    minify: 'dce-only',
    plugins: [lazyBuiltins()],
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: startChunks(root), debugName: 'start' }] },
  })
  for (const file of output) {
    if (file.type !== 'chunk') throw new Error(`${file.fileName} is no code`)
    const code = ascii(file.code)
    const hash = createHash('sha256').update(code).digest('hex').slice(0, 16)
    const path = join(dir, file.fileName)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `// ${hash}\n${code}`)
  }
}

/** The same program: what is not ASCII stands in strings, templates, regular expressions and comments, which all know \u. */
function ascii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

async function library(dir: string): Promise<void> {
  const input = { sshwhy: join(root, 'src/sshwhy.ts'), firewall: join(root, 'src/firewall/firewall.ts') }
  const bundle = await rolldown({ input, cwd: root, platform: 'node', external })
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
