import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { EXPRESSIONS } from '../../src/firewall/netfilter/nft/expressions/all.ts'
import { STATEMENTS } from '../../src/firewall/netfilter/nft/statements/all.ts'
import { kernelMissing } from './needs.ts'

const why = kernelMissing()
const MANUAL = '/usr/share/man/man5/libnftables-json.5.gz'
/** What the manual shows as an object, and what is no expression or statement by itself: values and elements, read where they stand. */
const VALUES = ['prefix', 'range', 'set', 'elem']
const keys = new Set([...EXPRESSIONS, ...STATEMENTS].flatMap((part) => part.keys))

/** Whether a part reads the key, alone or with a protocol or a key of its own behind it. */
const isRead = (name: string): boolean => keys.has(name) || [...keys].some((key) => key.startsWith(`${name} `))

test.skipIf(!existsSync(MANUAL))('every expression and statement of the installed libnftables-json(5) has its part', () => {
  const manual = gunzipSync(readFileSync(MANUAL)).toString('latin1')
  const sections = manual.slice(manual.indexOf('.SH "STATEMENTS"'))
  const names = new Set([...sections.matchAll(/\\fB\{ "([a-z ]+)"/g)].map(([, name = '']) => name))
  expect(names.size).toBeGreaterThan(40)
  expect([...names].filter((name) => !VALUES.includes(name) && !isRead(name))).toEqual([])
})

test.skipIf(why !== undefined)(`no key of meta of the installed nft is without its part${why === undefined ? '' : `: ${why}`}`, () => {
  const rule = 'add table ip t; add chain ip t c; add rule ip t c meta bogus 1'
  const { stderr } = spawnSync('unshare', ['-n', 'nft', '-c', rule], { encoding: 'utf8' })
  const known = /known keys are ([\w, ]+)/.exec(stderr)?.[1]?.split(', ') ?? []
  expect(known.length).toBeGreaterThan(25)
  expect(known.filter((key) => !keys.has(`meta ${key}`))).toEqual([])
})
