import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = notKnown('the mark of the packet is not known')

const part: ExpressionPart = {
  documented: { name: 'meta mark', surety: 'firm', means: 'the mark that rules gave the packet' },
  keys: ['meta mark'],
  read: () => ({
    types: [dataType('mark')],
    load: (packet) => packet.mark ?? UNKNOWN,
    store: (packet, value) => {
      const mark = typeof value === 'number' ? value : null
      return mark === packet.mark ? packet : { ...packet, mark }
    },
  }),
}
export default part
