import { expect, test } from 'vitest'
import { icmpMeaning, icmpName } from '../../src/net/icmp.ts'

test('the same number means different things in the two families', () => {
  expect(icmpMeaning(4, 3, 0)).toBe('net-unreachable')
  expect(icmpMeaning(6, 3, 0)).toBe('time-exceeded')
  expect(icmpName(4, 3, 13)).toBe('ICMP 3/13 "communication administratively prohibited"')
  expect(icmpName(6, 1, 1)).toBe('ICMPv6 1/1 "communication administratively prohibited"')
})

test('every number has an answer, the unknown ones as a number', () => {
  for (const family of [4, 6] as const) {
    for (let type = 0; type < 256; type++)
      for (let code = 0; code < 16; code++) expect(icmpMeaning(family, type, code)).toBeTypeOf('string')
  }
  expect(icmpMeaning(4, 200, 7)).toBe('other')
  expect(icmpName(4, 200, 7)).toBe('ICMP 200/7')
})
