import { markAnswer, readMark } from '../marks.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const mark: MatchPart = {
  name: 'mark',
  families: [4, 6],
  surety: 'firm',
  means: 'the mark of the packet',
  options: { mark: 1 },
  read: ([option]) => {
    const marked = readMark(option?.values[0] ?? '')
    if (!option || !marked) return unreadable(`no mark: "${option?.values[0] ?? ''}"`)
    return { match: (packet) => markAnswer(packet.mark, marked, option.inverted, 'the mark of the packet', packet.family) }
  },
}

export default mark
