import { withNote } from '../../ipset/noted.ts'
import type { Packet } from '../../packet.ts'
import type { Scene } from '../../ruleset.ts'
import { withField } from '../fields.ts'
import { goesOn } from '../goes-on.ts'
import type { Option } from '../option.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** What is done to a set, in the order of set_target_v3() of xt_set.c. */
const ORDER = ['add-set', 'del-set', 'map-set']

const set: TargetPart = {
  name: 'SET',
  families: [4, 6],
  surety: 'firm',
  means: 'the packet is added to a set of ipset(8) or deleted; what --map-set puts in is not known',
  options: { 'add-set': 2, 'del-set': 2, 'map-set': 2, timeout: 1, exist: 0, 'map-mark': 0, 'map-prio': 0, 'map-queue': 0 },
  read: (options) => {
    const asked = ORDER.flatMap((name) => options.filter((option) => option.name === name))
    const directions = asked.flatMap(({ values: [, words = ''] }) => words.split(','))
    if (asked.length === 0) return unreadable('no set is named')
    if (directions.some((word) => word !== 'src' && word !== 'dst')) return unreadable(`no directions: "${directions.join(',')}"`)
    const [mark, prio] = ['map-mark', 'map-prio'].map((name) => options.some((option) => option.name === name))
    return goesOn((packet, scene) => {
      let now = packet
      for (const option of asked) {
        const [name = '', words = ''] = option.values
        if (option.name !== 'map-set')
          now = withNote(now, { did: option.name === 'add-set' ? 'add' : 'del', set: name, directions: words.split(',') })
        else if (mapped(now, scene, option)) {
          if (mark) now = { ...now, mark: null }
          if (prio) now = withField(now, 'meta priority', null)
        }
      }
      return now
    })
  },
}

export default set

/** Whether the set may hold the packet, and so put in what it keeps for it. */
function mapped(packet: Packet, scene: Scene, { values: [name = '', words = ''], inverted }: Option): boolean {
  const answer = scene.ipsets.get(name)?.holds(packet, words.split(','), scene)
  return answer === undefined || answer !== inverted
}
