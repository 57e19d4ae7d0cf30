import { type Answer, and, not } from '../../answer.ts'
import type { Packet } from '../../packet.ts'
import type { Scene } from '../../ruleset.ts'
import { addressTypeAnswer } from '../address-types.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

/** Bits of RTN_* as libxt_addrtype names them. */
const TYPES = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
]

const addrtype: MatchPart = {
  name: 'addrtype',
  families: [4, 6],
  surety: 'firm',
  means: 'whether an address is of this host, a broadcast, a multicast or another, by its interfaces',
  options: { 'src-type': 1, 'dst-type': 1, 'limit-iface-in': 0, 'limit-iface-out': 0 },
  read: (options) => {
    const asked: { field: 'saddr' | 'daddr'; types: ReadonlySet<string>; inverted: boolean }[] = []
    let limit: 'iif' | 'oif' | null = null
    for (const { name, inverted, values } of options) {
      if (name.startsWith('limit')) limit = name === 'limit-iface-in' ? 'iif' : 'oif'
      else {
        const types = (values[0] ?? '').toLowerCase().split(',', TYPES.length)
        if (!types.every((type) => TYPES.includes(type))) return unreadable(`no types of address: "${values[0]}"`)
        asked.push({ field: name === 'src-type' ? 'saddr' : 'daddr', types: new Set(types), inverted })
      }
    }
    if (asked.length === 0) return unreadable('no type is asked')
    return {
      match: (packet: Packet, scene: Scene) =>
        // addrtype_mt_v1() of xt_addrtype.c; without a device at this hook there is no limit.
        asked.reduce<Answer>((answer, { field, types, inverted }) => {
          const one = addressTypeAnswer(packet, field, types, limit === null ? '' : packet[limit], scene.host)
          return and(answer, inverted ? not(one) : one)
        }, true),
    }
  },
}

export default addrtype
