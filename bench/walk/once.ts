/**
 * One measurement in a process of its own: reads what was dumped of a host, walks every source, and then single ones.
 * `node once.js FAMILY FILE…` prints a `Measured` as JSON.
 */
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { type Host, parseAddress, readInputs, walk } from '../../src/firewall/firewall.ts'

export interface Measured {
  /** Milliseconds, as are all times. */
  readonly read: number
  readonly walk: number
  /** Of one source, in the median, after the walk over all of them. */
  readonly single: number
  /** Peak of the resident size until all sources were walked, KiB. */
  readonly memory: number
  readonly regions: number
  /** Lines that were not understood. */
  readonly unread: number
}

const SINGLES = 51
const [, , number, ...files] = process.argv
const family = number === '6' ? 6 : 4
const to = family === 4 ? '10.9.0.2' : 'fd09::2'
const asked = { to, port: 22, fromPort: 40_000, iface: 'eth0', family } as const
const local = parseAddress(to)
const host: Partial<Host> = {
  interfaces: local ? [{ name: 'eth0', index: 2, addresses: [{ address: local, prefix: { ...local, length: 24 } }] }] : null,
  listeners: [{ address: null, families: [4, 6], port: 22, device: null, process: 'sshd' }],
}

const started = performance.now()
const { ruleset } = readInputs(files.map((file) => ({ file, text: readFileSync(file, 'utf8') })))
const readAt = performance.now()
const { regions } = walk(ruleset, asked, host)
const walkedAt = performance.now()
const memory = process.resourceUsage().maxRSS
const singles = Array.from({ length: SINGLES }, (_, index) => {
  const from = family === 4 ? `${1 + index * 4}.${index}.7.9` : `2001:db8:${index.toString(16)}::1`
  const at = performance.now()
  walk(ruleset, { ...asked, from }, host)
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
