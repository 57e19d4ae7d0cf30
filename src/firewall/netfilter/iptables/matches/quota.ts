import { unknown } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const quota: MatchPart = {
  name: 'quota',
  families: [4, 6],
  surety: 'unknown',
  means: 'whether its bytes are used up; a quota of 0 is',
  options: { quota: 1 },
  read: ([option]) => {
    const bytes = option?.values[0] ?? ''
    if (!option || !/^(0x[\da-f]{1,16}|\d{1,20})$/i.test(bytes)) return unreadable(`no number of bytes: "${bytes}"`)
    if (Number(bytes) === 0) return { match: () => option.inverted }
    return { match: ({ family }) => unknown(family, 'whether the quota is used up') }
  },
}

export default quota
