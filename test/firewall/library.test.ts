import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AddressSet, CodedError, merge, parsePrefix, readIptables, UNREAD_HOST, walk } from '../../src/firewall/firewall.ts'

const root = join(import.meta.dirname, '../..')
const RULES = merge([
  readIptables('*filter\n:INPUT DROP [0:0]\n-A INPUT -s 192.0.2.0/24 -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n', {
    file: 'rules.v4',
  }),
])

test('the example of docs/firewall.md prints what it says', () => {
  const text = readFileSync(join(root, 'docs/firewall.md'), 'utf8')
  const example = /```ts\n([^]*?)```/.exec(text)?.[1] ?? ''
  const [, list, number] = /It prints `(.*?)` and `(.*?)`/.exec(text) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'library-'))
  writeFileSync(join(folder, 'example.mts'), example.replace('sshwhy/firewall', pathToFileURL(join(root, 'src/firewall/firewall.ts')).href))
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'example.mts')], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect({ stdout, stderr }).toEqual({ stdout: `${list}\n${number}\n`, stderr: '' })
})

describe('walk', () => {
  const verdicts = (...asked: Parameters<typeof walk> extends [unknown, ...infer Rest] ? Rest : never): readonly string[] =>
    walk(RULES, ...asked).regions.flatMap(({ endings }) => endings.map(({ verdict }) => verdict))

  test('takes what is known, and leaves open what depends on the rest', () => {
    expect(verdicts({ from: '192.0.2.7' }).toSorted()).toEqual(['accept', 'drop'])
    expect(verdicts({ from: '192.0.2.7', iface: 'eth0' })).toEqual(['accept'])
    expect(verdicts({ from: '192.0.2.7', iface: 'eth1' })).toEqual(['drop'])
    expect(verdicts({ from: '192.0.2.7', iface: 'eth0', port: 2222 })).toEqual(['drop'])
  })

  test('takes what is known of the host', () => {
    const asked = { from: '192.0.2.7', iface: 'eth0' }
    expect(verdicts(asked, { listeners: [] })).toEqual(['rst'])
    expect(verdicts(asked, UNREAD_HOST)).toEqual(['accept'])
    expect(verdicts({ from: '192.0.2.7' }, { interfaces: [{ name: 'eth0', index: 2, addresses: [] }] })).toEqual(['accept'])
  })

  test('takes a set, and gives its partition', () => {
    const prefix = parsePrefix('192.0.2.0/23')
    const from = prefix ? AddressSet.prefix(prefix) : AddressSet.none(4)
    const { regions, trace } = walk(RULES, { from, iface: 'eth0' })
    expect(regions.map(({ remotes }) => remotes.size)).toEqual([256n, 256n])
    expect(trace).toEqual([])
  })

  test('says what is wrong with a question', () => {
    expect(() => walk(RULES, { from: 'db1' })).toThrow(CodedError)
  })
})
