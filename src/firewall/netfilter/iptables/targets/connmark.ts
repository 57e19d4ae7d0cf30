import type { Packet } from '../../packet.ts'
import { bitOptions, changed, readBits } from '../bits.ts'
import { isTracked } from '../ct-state.ts'
import { goesOn } from '../goes-on.ts'
import { wholeNumber } from '../numbers.ts'
import type { Option } from '../option.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

const ALL = 0xffff_ffff

/** connmark_tg_shift() of xt_connmark.c. */
const connmark: TargetPart = {
  name: 'CONNMARK',
  families: [4, 6],
  surety: 'firm',
  means: 'the mark of the connection is set, or copied from or to the mark of the packet',
  options: {
    ...bitOptions('mark'),
    'save-mark': 0,
    'restore-mark': 0,
    ctmask: 1,
    nfmask: 1,
    mask: 1,
    'left-shift-mark': 1,
    'right-shift-mark': 1,
  },
  read: (options) => {
    const action = options.find(({ name }) => name.endsWith('mark') && !name.includes('shift'))
    const number = (name: string, otherwise: number, most: number = ALL): number | null => {
      const text = options.find((option) => option.name === name)?.values[0]
      return text === undefined ? otherwise : wholeNumber(text, most)
    }
    const mask = number('mask', ALL)
    const [ctmask, nfmask] = [number('ctmask', mask ?? ALL), number('nfmask', mask ?? ALL)]
    const [left, right] = [number('left-shift-mark', 0, 31), number('right-shift-mark', 0, 31)]
    if (!action || mask === null || ctmask === null || nfmask === null || left === null || right === null) return unreadable('no mark')
    const shifted = (value: number): number => (right > 0 ? value >>> right : value << left) >>> 0
    const change = changeOf(action, ctmask, nfmask, shifted)
    if (!change) return unreadable(`no mark: "${action.values[0] ?? ''}"`)
    return goesOn((packet) => {
      const tracked = isTracked(packet.ct)
      if (tracked === false) return packet
      const now = change(packet)
      return tracked ? now : { ...packet, mark: now.mark === packet.mark ? packet.mark : null, ct: { ...packet.ct, mark: null } }
    })
  },
}

export default connmark

function changeOf(action: Option, ctmask: number, nfmask: number, shifted: (value: number) => number): ((packet: Packet) => Packet) | null {
  if (action.name === 'restore-mark') {
    return (packet) => {
      const bits = masked(packet.ct.mark, ctmask)
      return { ...packet, mark: bits === null ? null : changed(packet.mark, { bits: shifted(bits), mask: nfmask }, ALL) }
    }
  }
  const set = (packet: Packet, mark: number | null): Packet => ({ ...packet, ct: { ...packet.ct, mark } })
  if (action.name === 'save-mark') {
    return (packet) => {
      const bits = masked(packet.mark, nfmask)
      return set(packet, bits === null ? null : changed(packet.ct.mark, { bits: shifted(bits), mask: ctmask }, ALL))
    }
  }
  const change = readBits(action, ALL)
  if (!change) return null
  return (packet) => {
    const mark = changed(packet.ct.mark, change, ALL)
    return set(packet, mark === null ? null : shifted(mark))
  }
}

function masked(value: number | null, mask: number): number | null {
  return value === null ? (mask === 0 ? 0 : null) : (value & mask) >>> 0
}
