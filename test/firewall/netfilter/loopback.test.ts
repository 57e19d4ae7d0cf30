import { expect, test } from 'vitest'
import { readInputs } from '../../../src/firewall/inputs.ts'
import { judged } from '../../../src/firewall/judged.ts'

const iptables = (rule: string): string => `*filter\n:INPUT DROP [0:0]\n-A INPUT ${rule} -j ACCEPT\nCOMMIT\n`
const nft = (rule: string): string =>
  `table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0; policy drop;\n\t\t${rule} accept\n\t}\n}\n`

/** What becomes of a packet whose interface is not known. */
function verdicts(text: string): readonly string[] {
  const { regions } = judged(readInputs([{ file: null, text }]), { from: '203.0.113.7' })
  return regions.flatMap(({ endings }) => endings.map(({ verdict }) => verdict)).toSorted()
}

test.each([
  [iptables('-i lo'), ['drop']],
  [iptables('! -i lo'), ['accept']],
  [iptables('-i eth0'), ['accept', 'drop']],
  [nft('iifname "lo"'), ['drop']],
  [nft('iifname != "lo"'), ['accept']],
  [nft('iif "lo"'), ['drop']],
  [nft('iifname { "lo" }'), ['drop']],
  [nft('iifname "eth0"'), ['accept', 'drop']],
  [nft('iifname { "lo", "eth0" }'), ['accept', 'drop']],
  [nft('iifname != { "lo", "eth0" }'), ['accept', 'drop']],
])('a packet whose interface is not known does not come from loopback: %j', (text, expected) => {
  expect(verdicts(text)).toEqual(expected)
})
