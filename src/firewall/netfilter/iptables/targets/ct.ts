import { goesOn } from '../goes-on.ts'
import type { TargetPart } from '../target.ts'
import { untrack } from '../untrack.ts'

const tracked = goesOn()

const ct: TargetPart = {
  name: 'CT',
  families: [4, 6],
  surety: 'firm',
  means: 'how connection tracking treats the packet: not at all with --notrack',
  options: { notrack: 0, helper: 1, timeout: 1, ctevents: 1, expevents: 1, zone: 1, 'zone-orig': 1, 'zone-reply': 1 },
  read: (options) => (options.some(({ name }) => name === 'notrack') ? untrack : tracked),
}

export default ct
