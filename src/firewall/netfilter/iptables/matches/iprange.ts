import { AddressSet, keyOf } from '../../../../net/address-set.ts'
import { parseAddress } from '../../../../net/address.ts'
import { AddressMatch } from '../addresses.ts'
import { eachOption } from '../all-of.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const iprange: MatchPart = {
  name: 'iprange',
  families: [4, 6],
  surety: 'firm',
  means: 'an address in a range',
  options: { 'src-range': 1, 'dst-range': 1 },
  read: (options, { family }) =>
    eachOption(options, ({ name, inverted, values: [text = ''] }) => {
      const dash = text.indexOf('-')
      const first = parseAddress(dash < 0 ? text : text.slice(0, dash))
      const last = dash < 0 ? first : parseAddress(text.slice(dash + 1))
      if (first?.family !== family || last?.family !== family) return unreadable(`no range of addresses: "${text}"`)
      // iprange_mt4() compares both ends: a range that runs backwards holds no address.
      return new AddressMatch(name === 'src-range' ? 'saddr' : 'daddr', AddressSet.range(family, keyOf(first), keyOf(last)), inverted)
    }),
}

export default iprange
