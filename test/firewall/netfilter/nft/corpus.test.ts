import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NftJson, Placed } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { parseNftJson } from '../../../../src/firewall/netfilter/nft/json.ts'
import { asList, asObject } from '../../../../src/firewall/netfilter/nft/json-value.ts'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'
import { byPlace, canonical } from './canonical.ts'
import { jsonBlocks, testedRules } from './corpus.ts'

/** The tests of nftables itself, where they lie beside the checkout: dumps as text and as JSON, and rules with what they mean. */
const CORPUS = join(process.env['SSHWHY_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora'), 'nftables')

const DUMPS = existsSync(CORPUS) ? globSync('shell/testcases/*/dumps/*.nft', { cwd: CORPUS }).toSorted() : []
const TESTED = existsSync(CORPUS) ? globSync('py/*/*.t', { cwd: CORPUS }).toSorted() : []

const read = (path: string): string => readFileSync(join(CORPUS, path), 'utf8')

describe.runIf(DUMPS.length > 0)('dumps of nftables', () => {
  test.each(DUMPS)('%s is read', (path) => {
    expect(parseNftText(read(path)).unread).toEqual([])
  })

  test.each(DUMPS.filter((path) => existsSync(join(CORPUS, path.replace(/nft$/, 'json-nft')))))('%s says what its JSON says', (path) => {
    const json = parseNftJson(read(path.replace(/nft$/, 'json-nft')))
    expect(json.unread).toEqual([])
    expect(byPlace(parseNftText(read(path)).objects.map(firstCounted))).toEqual(byPlace(json.objects))
  })
})

const TOLD = ['val', 'timeout', 'expires', 'comment']

/** Of several statements that count for each element of a set, nft prints only the first as JSON. */
function firstCounted({ kind, object }: Placed): Pick<Placed, 'kind' | 'object'> {
  const elements = asList(object['elem'])
  if (kind !== 'set' || !elements) return { kind, object }
  const elem = elements.map((element) => {
    const inner = asObject(asObject(element)?.['elem'])
    if (!inner) return element
    const first = Object.keys(inner).find((name) => !TOLD.includes(name))
    return { elem: Object.fromEntries(Object.entries(inner).filter(([name]) => TOLD.includes(name) || name === first)) }
  })
  return { kind, object: { ...object, elem } }
}

/** Where the JSON of a test says the same otherwise, by what stands in the rule. All these rules are read. */
const SAID_OTHERWISE: readonly (readonly [rule: RegExp, why: string])[] = [
  [/^limit rate (over )?\d+( [km]bytes)?\/\w+$/, 'the default burst is left to the kernel'],
  [/reject( with icmp\w* \d)?$/, 'the default code is left to nft, and codes are told by name'],
  [/^(ether type vlan|vlan id 2|ether type 8021)/, 'what the next header implies is left out, and put in order'],
  [/\bicmp(v6)? (id|sequence|taddr|daddr|mtu|code 1)/, 'the type that a field implies is told, or left out where it stands'],
  [/^(meta protocol ip udp dport|meta l4proto 6 tcp dport|ether saddr .* ether type 8021q)/, 'what the next header implies is left out'],
  [/\bssh\b|\bhttps?\b|telnet/, 'ports by name'],
  [/tproxy ip6? to/, 'the family, which a table of one family implies'],
  [/^snat ip prefix to|snat to 192.168.3.0-192.168.3.255|dnat to 2001:838:35f:1::-/, 'ranges as prefixes'],
  [/numgen inc mod/, 'the offset of nothing is left out'],
  [/^tcp flags .* (\/ fin,syn|[!=]= 0)$/, 'one of the other forms of comparing flags'],
  [/^ct (direction|mark|state) ?\{/, 'op is `in` for a set'],
  [/^meta hour/, 'op is `in` for a range'],
  [/^ct mark set (ip6? dscp|0x00000001 or)/, 'constants are calculated'],
  [/^ct event set new \| /, 'flags as a list'],
  [/^ct expiration/, 'times as text'],
  [/^ct original ip saddr/, 'the family is left out'],
  [/^meta sk[ug]id .*"root"/, 'users by name'],
  [/^meta (time|day) \d/, 'numbers as text'],
  [/^meta length \{ 33-55, 56-88/, 'neighbouring intervals are one'],
  [/^meta mark 0xffffff00\/24|^ip dscp 1\/6/, 'a prefix of a number as a mask'],
  [/^log level warn$/, 'the default is told'],
  [/^reset tcp option \d|^tcp option mptcp subtype 1/, 'options by name'],
  [/^exthdr hbh [01]/, 'booleans as numbers'],
  [/^rt nexthop/, 'the family, which a table of one family implies'],
  [/^meta secpath/, 'ipsec by its old name'],
  [/^meta ibrvproto/, 'types of Ethernet by number or one of their names'],
  [/^arp operation 1-2/, 'operations by number or name'],
  [/^icmp code != \{ prot|^icmpv6 code != \{policy/, 'codes by number or name'],
  [/^fib daddr (oif exists|check)/, '`oif exists` is told as `check exists`'],
  [/^vlan id 4094 vlan cfi 1$/, 'the bit by its new name'],
  [/^iifname "eth0" tcp dport 81 ip saddr/, 'the family is told'],
]

function explained(rule: string): boolean {
  return SAID_OTHERWISE.some(([form]) => form.test(rule))
}

describe.runIf(TESTED.length > 0)('rules that nftables tests', () => {
  test.each(TESTED)('%s', (path) => {
    const given = jsonBlocks(existsSync(join(CORPUS, `${path}.json`)) ? read(`${path}.json`) : '')
    const listed = jsonBlocks(existsSync(join(CORPUS, `${path}.json.output`)) ? read(`${path}.json.output`) : '')
    const different: unknown[] = []
    for (const { text, rule, output } of testedRules(read(path))) {
      const { objects, unread } = parseNftText(text)
      const expr = objects.findLast(({ kind }) => kind === 'rule')?.object['expr'] ?? null
      const wanted = output === null ? given.get(rule) : (listed.get(output) ?? listed.get(rule) ?? given.get(rule))
      if (unread.length > 0) different.push({ rule, unread })
      else if (wanted !== undefined && same(expr) !== same(wanted) && !explained(output ?? rule))
        different.push({ rule, said: same(expr), wanted: same(wanted) })
    }
    expect(different).toEqual([])
  })
})

const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
])

/** Without what counters have counted, and with protocols by number: the authors write both. */
function same(expr: NftJson): string {
  const text = JSON.stringify(expr)
    .replaceAll(/"counter":\{"(?:packets|bytes)":[^}]*\}/g, '"counter":null')
    .replaceAll(/(?<="right":|[[,])"(icmp|tcp|udp)"/g, (_, name: string) => String(PROTOCOLS.get(name)))
  return JSON.stringify(canonical(JSON.parse(text) as NftJson))
}
