import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generated } from '../../scripts/generated/index.ts'

test('generated files are fresh; if not, run: npm run generate', async () => {
  const root = join(import.meta.dirname, '../..')
  for await (const { path, text } of generated(root)) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text)
})
