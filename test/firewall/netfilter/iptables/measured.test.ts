import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MATCHES } from '../../../../src/firewall/netfilter/iptables/matches/all.ts'
import { address, askOne, forSource, rulesOf, SCENE, syn } from './one-rule.ts'

/**
 * What Linux 6.18 counted for a first SYN, by iptables 1.8.9, iptables-legacy and iptables-nft alike: `1` or `0`, then the rule, all of them in
 * one chain. `?`: it depends on what no dump records.
 */
const measured = (family: 4 | 6) =>
  readFileSync(join(import.meta.dirname, `measured-${family}.txt`), 'utf8')
    .trim()
    .split('\n')

const SOURCE = { 4: address('203.0.113.7'), 6: address('2001:db8::5') } as const
const SAID = { yes: '1', no: '0', maybe: '?' } as const

describe.each([4, 6] as const)('IPv%i', (family) => {
  const [head = '', ...lines] = measured(family)
  const scene = { ...SCENE, host: { ...SCENE.host, at: Number(head.slice('# at '.length)) } }
  const rules = rulesOf(
    lines.map((line) => line.slice(2)),
    family,
  )

  test('each rule says what the kernel said', () => {
    let packet = syn(family)
    const said = rules.map((rule, index) => {
      const asked = askOne(rule, packet, SOURCE[family], scene)
      packet = asked.packet
      return `${SAID[forSource(asked.answer, SOURCE[family])]} ${lines[index]?.slice(2)}`
    })
    expect(said).toEqual(lines)
  })
})

test('every match was measured, but those that do not load in INPUT without more', () => {
  const lines = [...measured(4), ...measured(6)]
  const missing = MATCHES.map(({ name }) => name).filter(
    (name) => !lines.some((line) => line.includes(`-m ${name} `) || line.endsWith(`-m ${name}`)),
  )
  expect(missing).toEqual(['cluster', 'ipvs', 'nfacct', 'owner', 'rateest', 'rpfilter', 'set'])
})
