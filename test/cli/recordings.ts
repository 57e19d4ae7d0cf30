import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../fixtures/recorded')

/** The recorded cases: name and text. */
export function recordings(): readonly (readonly [string, string])[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')] as const)
}
