/**
 * One measurement in a process of its own: reads a dump, walks every source, and then single ones.
 * `node once.js FAMILY FILE…`; a file ends in `.iptables`, `.nft` or `.ipset`. Prints JSON.
 */
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseAddress } from '../../src/net/address.ts'
import { AddressSet } from '../../src/net/address-set.ts'
import type { Host } from '../../src/firewall/netfilter/host.ts'
import { readIptables } from '../../src/firewall/netfilter/iptables/read.ts'
import { merge } from '../../src/firewall/netfilter/merge.ts'
import type { Question } from '../../src/firewall/netfilter/question.ts'
import type { Ruleset } from '../../src/firewall/netfilter/ruleset.ts'
import { walk } from '../../src/firewall/netfilter/walk.ts'

export interface Measured {
  /** All in milliseconds. */
  readonly read: number
  readonly walk: number
  /** Of one source, after the walk over all of them. */
  readonly single: number
  /** Peak of the resident size, KiB, before the single ones. */
  readonly memory: number
  readonly regions: number
  /** Lines that were not understood. */
  readonly unread: number
}

const SINGLES = 51
const [, , number, ...files] = process.argv
const family = number === '6' ? 6 : 4
const local = parseAddress(family === 4 ? '10.9.0.2' : 'fd09::2')
const question: Question = { way: 'in', local, port: 22, otherPort: 40_000, device: 'eth0', state: 'new' }
const host: Host = {
  interfaces: local ? [{ name: 'eth0', index: 2, addresses: [{ address: local, prefix: { ...local, length: 24 } }] }] : null,
  listeners: [{ address: null, families: [4, 6], port: 22, device: null, process: 'sshd' }],
  sysctls: new Map(),
  at: null,
  timeZone: null,
  kernel: null,
}

function read(file: string): Ruleset {
  const text = readFileSync(file, 'utf8')
  if (file.endsWith('.iptables')) return readIptables(text, { file, family })
  throw new Error(`no reader of ${file}`)
}

const started = performance.now()
const rulesets = files.map((file) => read(file))
const ruleset = rulesets.length === 1 && rulesets[0] ? rulesets[0] : merge(rulesets)
const readAt = performance.now()
const { regions } = walk(ruleset, host, question, AddressSet.all(family))
const walkedAt = performance.now()
const memory = process.resourceUsage().maxRSS
const singles = Array.from({ length: SINGLES }, (_, index) => {
  const key = family === 4 ? Math.imul(index + 1, 0x9e3779b1) >>> 0 : (0x20010db8n << 96n) + (BigInt(index) << 64n)
  const at = performance.now()
  walk(ruleset, host, question, AddressSet.range(family, key, key))
  return performance.now() - at
})
const measured: Measured = {
  read: readAt - started,
  walk: walkedAt - readAt,
  single: singles.toSorted((a, b) => a - b)[SINGLES >> 1] ?? Number.NaN,
  memory,
  regions: regions.length,
  unread: ruleset.unread.length,
}
console.log(JSON.stringify(measured))
