import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseNftJson } from '../../../../src/firewall/netfilter/nft/json.ts'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'
import { byPlace } from './canonical.ts'

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, '../../../fixtures/nft', name), 'utf8')

/** Where nft 1.0.6 tells less in JSON than in text. */
const LESS_IN_JSON: ReadonlyMap<string, string> = new Map([
  ['set inet t dyn', 'the flag dynamic'],
  ['set inet t tt', 'typeof'],
  ['map inet comments marks', 'typeof'],
  ['map inet comments both', 'types of data as one string'],
  ['table inet comments', 'the comment'],
  ['chain inet comments c', 'the comment'],
  ['chain netdev t8ba7e5 cc', 'the device'],
  ['rule ip te9fd11 cc', 'jump { … }, which it prints as text'],
  ['chain ip te9fd11 __chain0', 'jump { … }'],
  ['rule ip te9fd11 __chain0', 'jump { … }'],
])

test('nft -a list ruleset and nft -j list ruleset say the same', () => {
  const text = parseNftText(fixture('listing.nft'))
  const json = parseNftJson(fixture('listing.json'))
  expect([text.unread, json.unread]).toEqual([[], []])
  const [left, right] = [byPlace(text.objects), byPlace(json.objects)]
  const places = [...new Set([...left.keys(), ...right.keys()])]
  const different = places.filter((place) => JSON.stringify(left.get(place)) !== JSON.stringify(right.get(place)))
  expect(different.toSorted()).toEqual([...LESS_IN_JSON.keys()].toSorted())
  for (const place of places.filter((each) => !LESS_IN_JSON.has(each))) expect(left.get(place)).toEqual(right.get(place))
})

test('rules of iptables-nft, which nft translates or leaves to xt', () => {
  const { objects, unread } = parseNftText(fixture('iptables.nft'))
  expect(unread).toEqual([])
  const statements = objects.flatMap(({ object }) => (Array.isArray(object['expr']) ? object['expr'] : []))
  expect(statements).toContainEqual({ xt: { type: 'match', name: 'recent' } })
  expect(statements).toContainEqual({ log: { prefix: '[UFW BLOCK] ' } })
})
