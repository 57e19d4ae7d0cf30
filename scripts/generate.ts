/** Writes what is made from other files. `--check` writes nothing and fails, with the command to run, when something is stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generated } from './generated/index.ts'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const stale: string[] = []

for await (const { path, text } of generated(root)) {
  const file = join(root, path)
  if (read(file) === text) continue
  stale.push(path)
  if (check) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

if (stale.length > 0) console.log(check ? `stale: ${stale.join(', ')}; run: npm run generate` : `wrote ${stale.join(', ')}`)
if (check && stale.length > 0) process.exitCode = 1

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
