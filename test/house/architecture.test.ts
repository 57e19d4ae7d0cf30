import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { broken } from './rules.ts'

const root = join(import.meta.dirname, '../..')

test('the house holds: rooms, waterline, no cycles, no nameless files', () => {
  expect(broken(root)).toEqual([])
})

describe('the test of the house sees', () => {
  let planted = ''
  afterEach(() => rmSync(planted, { recursive: true, force: true }))

  /** A tree with these files, and what breaks the house in it. */
  function plant(files: Readonly<Record<string, string>>): readonly string[] {
    planted = mkdtempSync(join(tmpdir(), 'house-'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, path)), { recursive: true })
      writeFileSync(join(planted, path), text)
    }
    return broken(planted)
  }

  const one = (says: RegExp): readonly unknown[] => [expect.stringMatching(says)]

  test('nothing in a tree that is in order', () => {
    const files = {
      'src/net/address.ts': 'export const parse = (text: string): number => Number(text) + new Date(0).getTime()\n',
      'src/diagnose/causes/one.ts': "import { parse } from '../../net/address.ts'\nexport default parse\n",
      'src/diagnose/causes/all.ts': "import one from './one.ts'\nexport const ALL = [one]\n",
      'src/sshwhy.ts': "export { ALL } from './diagnose/causes/all.ts'\n",
      'src/cli/main.ts':
        "import manifest from '../../package.json' with { type: 'json' }\nimport { ALL } from '../sshwhy.ts'\nprocess.exit(ALL.length + Date.now() + manifest)\n",
    }
    expect(plant(files)).toEqual([])
  })

  test.each([
    ['import', "import { a } from '../observe/a.ts'\nexport const b = a\n"],
    ['import type', "import type { a } from '../observe/a.ts'\nexport type b = a\n"],
    ['export from', "export { a } from '../observe/a.ts'\n"],
    ['dynamic import', "export const b = () => import('../observe/a.ts')\n"],
    ['type query', "export type b = import('../observe/a.ts').a\n"],
  ])('a room that looks down, by %s', (_, text) => {
    const found = plant({ 'src/net/b.ts': text, 'src/observe/a.ts': 'export const a = 1\n' })
    expect(found).toEqual(one(/^src\/net\/b\.ts:1 imports \.\.\/observe\/a\.ts: net looks down on observe\. Why not: data walks one way/))
  })

  test('a look down below the waterline', () => {
    const found = plant({ 'src/observe/a.ts': "import '../cli/b.ts'\n", 'src/cli/b.ts': 'export {}\n' })
    expect(found).toEqual(one(/observe looks down on cli/))
  })

  test.each(["import { readFileSync } from 'node:fs'", "import type { Socket } from 'node:net'", "import 'valibot'"])(
    '%s above the waterline',
    (text) => {
      expect(plant({ 'src/diagnose/a.ts': `${text}\n` })).toEqual(one(/diagnose\/ is above the waterline\. Why not: what stands above/))
    },
  )

  test.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.pid',
    'performance.now()',
    'fetch("x")',
    'setTimeout(() => 1)',
    'globalThis.process',
    'globalThis["process"]',
    'Buffer.from("x")',
    'console.log(1)',
    '"a".localeCompare("b")',
    'new Date(0).getHours()',
    'new Intl.NumberFormat()',
    '{ process }',
  ])('%s above the waterline', (text) => {
    expect(plant({ 'src/ssh/a.ts': `export const a = ${text}\n` })).toContainEqual(
      expect.stringMatching(/^src\/ssh\/a\.ts:1 uses .*above the waterline/),
    )
  })

  test('but not a name that the file binds itself, nor a key', () => {
    const text = 'export const a = ({ process }: { process: { fetch: number } }, console = 1) => ({ fetch: process.fetch + console })\n'
    expect(plant({ 'src/ssh/a.ts': text })).toEqual([])
  })

  test('two files that need each other, by their types alone', () => {
    const files = {
      'src/net/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
      'src/net/b.ts': "import type { A } from './a.ts'\nexport type B = A\n",
    }
    expect(plant(files)).toEqual(one(/^src\/net\/a\.ts and src\/net\/b\.ts import each other/))
  })

  test('a long cycle beside files that are none', () => {
    const files = {
      'src/net/a.ts': "import './b.ts'\n",
      'src/net/b.ts': "import './c.ts'\nimport './d.ts'\n",
      'src/net/c.ts': "import './a.ts'\n",
      'src/net/d.ts': 'export {}\n',
      'src/net/e.ts': "import './a.ts'\nimport './d.ts'\n",
    }
    expect(plant(files)).toEqual(one(/^src\/net\/a\.ts and src\/net\/b\.ts and src\/net\/c\.ts import/))
  })

  test('a part that is named by shared code', () => {
    const found = plant({
      'src/diagnose/rank.ts': "import one from './causes/one.ts'\nexport { one }\n",
      'src/diagnose/causes/one.ts': 'export default 1\n',
    })
    expect(found).toEqual(one(/a part\. Why not: shared code never names a part/))
  })

  test.each(['src/stuff/a.ts', 'src/stuff.ts', 'src/net.ts', 'src/sshwhy/a.ts'])('%s, which is in no room', (path) => {
    expect(plant({ [path]: 'export {}\n' })).toEqual(one(/is in no room/))
  })

  test.each(['src/net/util.ts', 'src/net/address-utils.ts', 'test/helpers/a.ts', 'scripts/common.ts'])('%s, which has no name', (path) => {
    expect(plant({ [path]: 'export {}\n' })).toEqual(one(/has no name/))
  })

  test('an import that leaves src/, and one that is computed', () => {
    const found = plant({
      'src/cli/a.ts': "import '../../test/b.ts'\nexport const c = (name: string) => import(name)\n",
      'test/b.ts': 'export {}\n',
    })
    expect(found).toEqual([expect.stringMatching(/not in the package/), expect.stringMatching(/computed name/)])
  })
})
