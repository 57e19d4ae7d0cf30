import { unknown } from '../../answer.ts'
import { isTracked } from '../ct-state.ts'
import { markAnswer, readMark } from '../marks.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const connmark: MatchPart = {
  name: 'connmark',
  families: [4, 6],
  surety: 'firm',
  means: 'the mark of the connection',
  options: { mark: 1 },
  read: ([option]) => {
    const marked = readMark(option?.values[0] ?? '')
    if (!option || !marked) return unreadable(`no mark: "${option?.values[0] ?? ''}"`)
    return {
      match: ({ ct, family }) => {
        const tracked = isTracked(ct)
        if (tracked === null) return unknown(family, 'whether the connection is tracked')
        // connmark_mt() of xt_connmark.c: what is not tracked does not match, inverted or not.
        return tracked && markAnswer(ct.mark, marked, option.inverted, 'the mark of the connection', family)
      },
    }
  },
}

export default connmark
