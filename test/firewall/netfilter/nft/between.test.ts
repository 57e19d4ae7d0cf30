import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from '../../../../src/firewall/netfilter/answer.ts'
import { UNREAD_HOST } from '../../../../src/firewall/netfilter/host.ts'
import { firstPacket } from '../../../../src/firewall/netfilter/first-packet.ts'
import { between } from '../../../../src/firewall/netfilter/nft/between.ts'
import { IPV4_ADDR } from '../../../../src/firewall/netfilter/nft/data-types.ts'
import { Elements } from '../../../../src/firewall/netfilter/nft/elements.ts'
import { BREAK, type Loaded, notKnown, THE_REMOTE } from '../../../../src/firewall/netfilter/nft/value.ts'
import { REMOTE } from '../../../../src/firewall/netfilter/packet.ts'
import { AddressSet } from '../../../../src/net/address-set.ts'

const packet = firstPacket({ way: 'in', local: null, port: 22, otherPort: null, device: null, state: 'new' }, 4, REMOTE)
const scene = { host: UNREAD_HOST, ipsets: new Map() }
const address = fc.oneof(fc.nat(3), fc.integer({ min: 2 ** 32 - 4, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
const some = AddressSet.range(4, 100, 2 ** 31)
const loaded = fc.oneof(
  address,
  address.map((value): Loaded => ({ kind: 'cases', cases: [{ remotes: some, loaded: value }] })),
  fc.tuple(address, address).map((among): Loaded => ({ ...notKnown('the field'), among })),
  fc.constantFrom<Loaded>(BREAK, THE_REMOTE, notKnown('the field'), { ...notKnown('the field'), mayBreak: true }),
  fc.constant<Loaded>({ kind: 'remote', bits: { shift: 8, mask: 255n, xor: 0n } }),
)

function plain(answer: Answer): unknown {
  return typeof answer === 'boolean' ? answer : { yes: answer.yes.ends(), maybe: answer.maybe.ends(), why: answer.why }
}

test('says what a set of one element says', () => {
  fc.assert(
    fc.property(address, address, fc.boolean(), fc.array(loaded, { minLength: 1, maxLength: 4 }), (one, two, outside, loads) => {
      const [lo, hi] = [Math.min(one, two), Math.max(one, two)]
      let now: Loaded = BREAK
      const asks = between({ types: [IPV4_ADDR], load: () => now }, { lo, hi }, outside)
      const elements = new Elements<true>([{ lo: [lo], hi: [hi] }], [{ datum: true, unsure: '' }], null, null)
      for (const load of loads) {
        now = load
        const found = elements.find(load, 4)
        const answer = asks(packet, scene)
        expect(plain(answer)).toEqual(plain(outside ? found.no : found.yes))
      }
    }),
    { numRuns: 500 },
  )
})
