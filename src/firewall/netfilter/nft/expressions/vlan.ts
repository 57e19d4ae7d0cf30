import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { notKnown } from '../value.ts'

const TAG = { ...notKnown('the VLAN tag of the frame is not known'), mayBreak: true } as const

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['id', { type: integer(12), load: () => TAG }],
  ['dei', { type: integer(1), load: () => TAG }],
  ['cfi', { type: integer(1), load: () => TAG }],
  ['pcp', { type: integer(3), load: () => TAG }],
  ['type', { type: dataType('ether_type'), load: () => TAG }],
])

const part: ExpressionPart = {
  documented: { name: 'vlan', surety: 'unknown', means: 'the VLAN tag of a frame is not recorded' },
  keys: ['payload vlan'],
  read: headerFields('vlan', FIELDS, (packet) => packet.iif !== 'lo'),
}
export default part
