/** Draws docs/picture.svg, the picture of the README. `--check` writes nothing and fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawn, PICTURE } from './picture/drawn.ts'

const root = join(import.meta.dirname, '..')

if (!process.argv.includes('--check')) writeFileSync(join(root, PICTURE), drawn(root))
else if (readFileSync(join(root, PICTURE), 'utf8') !== drawn(root)) {
  console.log(`${PICTURE} is stale; run: npm run picture`)
  process.exitCode = 1
}
