import { goesOn } from '../goes-on.ts'
import type { TargetPart } from '../target.ts'

const action = goesOn((packet) => ({ ...packet, mark: null }))

const hmark: TargetPart = {
  name: 'HMARK',
  families: [4, 6],
  surety: 'unknown',
  means: 'the mark is made of a hash of addresses and ports, which is not worked out',
  options: {
    'hmark-tuple': 1,
    'hmark-mod': 1,
    'hmark-offset': 1,
    'hmark-src-prefix': 1,
    'hmark-dst-prefix': 1,
    'hmark-sport': 1,
    'hmark-dport': 1,
    'hmark-spi': 1,
    'hmark-sport-mask': 1,
    'hmark-dport-mask': 1,
    'hmark-spi-mask': 1,
    'hmark-proto-mask': 1,
    'hmark-rnd': 1,
  },
  read: () => action,
}

export default hmark
