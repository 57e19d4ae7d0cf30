import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findMatch, findTarget } from '../../../../src/firewall/netfilter/iptables/extensions.ts'
import { MATCHES } from '../../../../src/firewall/netfilter/iptables/matches/all.ts'
import { TARGETS } from '../../../../src/firewall/netfilter/iptables/targets/all.ts'

const folder = ['/usr/lib/x86_64-linux-gnu/xtables', '/usr/lib/aarch64-linux-gnu/xtables', '/usr/lib/xtables', '/usr/lib64/xtables'].find(
  existsSync,
)

/** `standard`: the verdicts, chains and numbers; `NAT`: the code of SNAT, DNAT and their like. */
const NO_EXTENSIONS = ['standard', 'NAT']

test.skipIf(folder === undefined)('every extension that is installed has its part', () => {
  const missing: string[] = []
  for (const file of readdirSync(folder ?? '')) {
    const [, library = '', name = ''] = /^lib(xt|ipt|ip6t)_(\w+)\.so$/.exec(file) ?? []
    if (name === '' || NO_EXTENSIONS.includes(name)) continue
    const families = ([4, 6] as const).filter((family) => library === 'xt' || (library === 'ipt') === (family === 4))
    const find = name === name.toLowerCase() ? findMatch : findTarget
    // An extension of libxt_ may be for one family alone.
    const found = families.filter((family) => find(family, name) !== undefined)
    if (library === 'xt' ? found.length === 0 : found.length < families.length) missing.push(file)
  }
  expect(missing).toEqual([])
})

test('no two parts have one name and family', () => {
  for (const parts of [MATCHES, TARGETS]) {
    const names = parts.flatMap(({ name, families }) => families.map((family) => `${name} ${family}`))
    expect(new Set(names).size).toBe(names.length)
  }
})

test('a name that is in all objects is no part', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(findMatch(4, name)).toBeUndefined()
    expect(findTarget(4, name)).toBeUndefined()
  }
})
