import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { unreadable } from '../unreadable.ts'

const connlimit: MatchPart = {
  name: 'connlimit',
  families: [4, 6],
  surety: 'first-packet',
  means: 'how many connections there are from the address: for a first packet, its own',
  options: { 'connlimit-upto': 1, 'connlimit-above': 1, 'connlimit-mask': 1, 'connlimit-saddr': 0, 'connlimit-daddr': 0 },
  read: (options, { family }) => {
    const bounds = options.filter(({ name }) => name === 'connlimit-upto' || name === 'connlimit-above')
    const [bound] = bounds
    const most = wholeNumber(bound?.values[0] ?? '', 0xffff_ffff)
    if (!bound || bounds.length > 1 || most === null) return unreadable('no number of connections')
    const mask = options.find(({ name }) => name === 'connlimit-mask')?.values[0] ?? (family === 4 ? '32' : '128')
    const whose = options.some(({ name }) => name === 'connlimit-daddr') ? 'to' : 'from'
    // connlimit_mt() of xt_connlimit.c counts this connection too. Old versions wrote `! --connlimit-above`.
    const above = (bound.name === 'connlimit-above') !== bound.inverted
    return { match: () => 1 > most === above, rate: `more than ${most} connections ${whose} the same /${mask}` }
  },
}

export default connlimit
