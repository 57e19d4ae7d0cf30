import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findTarget } from '../../../../src/firewall/netfilter/iptables/extensions.ts'
import { readIptables } from '../../../../src/firewall/netfilter/iptables/read.ts'

/** iptables' own tests, extensions/*.t, where they are at hand. */
const folder = join(process.env['SSHWHY_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora'), 'iptables')

interface Line {
  readonly table: string
  readonly chains: readonly string[]
  readonly rules: readonly string[]
  readonly loads: boolean
}

/** `:chains`, `*table`, then `rule;canonical form;OK or FAIL`; `=`: it is printed as written. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let [table, chains] = ['filter', ['INPUT']]
  for (const line of text.split('\n')) {
    if (line.startsWith(':')) [table, chains] = ['filter', line.slice(1).split(',')]
    else if (line.startsWith('*')) table = line.slice(1)
    else if (/^[^#@%\s]/.test(line)) {
      const [rule = '', canonical = '', ...verdict] = line.split(';')
      lines.push({ table, chains, rules: /^=?$/.test(canonical) ? [rule] : [rule, canonical], loads: verdict[0] === 'OK' })
    }
  }
  return lines
}

const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^(lib(xt|ipt|ip6t)_.*|iptables)\.t$/.test(file)) : []

describe.skipIf(files.length === 0)("iptables' own tests", () => {
  test.each(files)('%s', (file) => {
    const target = /_([A-Z]\w*)\.t$/.exec(file)?.[1]
    const families = ([4, 6] as const).filter((family) => !file.startsWith(family === 4 ? 'libip6t' : 'libipt_'))
    let read = 0
    const lines = linesOf(readFileSync(join(folder, file), 'utf8'))
    for (const { table, chains, rules, loads } of lines) {
      for (const family of families) {
        if (target !== undefined && !findTarget(family, target)) continue
        for (const rule of rules) {
          const text = `*${table}\n${chains.map((chain) => `-A ${chain} ${rule}`).join('\n')}\nCOMMIT\n`
          const { unread, tables } = readIptables(text, { family })
          if (!loads) continue
          expect(unread.map(({ text: line, why }) => `${line}: ${why}`)).toEqual([])
          for (const chain of chains) expect(tables[0]?.chains.get(chain)?.rules.length).toBeGreaterThanOrEqual(1)
          read++
        }
      }
    }
    expect(read > 0).toBe((target === undefined || findTarget(families[0] ?? 4, target) !== undefined) && lines.some(({ loads }) => loads))
  })
})
