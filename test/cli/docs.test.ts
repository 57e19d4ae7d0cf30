import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS, OPTIONS } from '../../src/cli/options.ts'
import { parse } from '../../src/cli/parse.ts'
import { fresh } from './reference.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

describe.each(['README.md', 'docs/cli.md', 'docs/json.md', 'docs/firewall.md'])('%s', (name) => {
  test('is not stale; if it is, run: npx vitest run --project unit test/cli/docs -u', async () => {
    await expect(fresh(read(name))).toMatchFileSnapshot(join(ROOT, name))
  })

  test('shows only command lines that are understood', () => {
    const lines = [...read(name).matchAll(/(?:^\$? ?|`)sshwhy ([^`\n]*)/gm)].map((match) => match[1] ?? '')
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(() => parse(line.split(/ {2,}|\s[|>#]/)[0]?.split(' ') ?? []), line).not.toThrow()
  })
})

test('docs/cli.md tells every option and command', () => {
  const text = read('docs/cli.md')
  for (const { name } of OPTIONS) expect(text).toContain(`\`--${name}`)
  for (const { name } of COMMANDS) expect(text).toContain(`\`sshwhy ${name}`)
})
