import type { TargetPart } from '../target.ts'
import { untrack } from '../untrack.ts'

const notrack: TargetPart = {
  name: 'NOTRACK',
  families: [4, 6],
  surety: 'firm',
  means: 'connection tracking leaves the packet alone',
  options: {},
  read: () => untrack,
}

export default notrack
