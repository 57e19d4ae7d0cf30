import { unknown } from '../../answer.ts'
import { CT_STATUS } from '../../packet.ts'
import { isTracked } from '../ct-state.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const helper: MatchPart = {
  name: 'helper',
  families: [4, 6],
  surety: 'firm',
  means: 'the conntrack helper that expected the connection: none expects one that is new by itself',
  options: { helper: 1 },
  read: ([option]) => {
    if (!option) return unreadable('no helper is named')
    return {
      match: ({ ct, family }) => {
        // helper_mt() of xt_helper.c: only an expected connection has a master.
        const alone = isTracked(ct) === false || ct.state === 'new' || (ct.status !== null && (ct.status & CT_STATUS.expected) === 0)
        return alone ? option.inverted : unknown(family, 'whether a helper expected the connection')
      },
    }
  },
}

export default helper
