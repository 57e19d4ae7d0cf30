import { and, not, unknown } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const COUNTERS = ['packets-eq', 'packets-lt', 'packets-gt', 'bytes-eq', 'bytes-lt', 'bytes-gt']

const set: MatchPart = {
  name: 'set',
  families: [4, 6],
  surety: 'firm',
  means: 'whether the packet is in a set of ipset(8); its counters are not known',
  options: {
    'match-set': 2,
    set: 2,
    'return-nomatch': 0,
    'update-counters': 0,
    'update-subcounters': 0,
    'packets-eq': 1,
    'packets-lt': 1,
    'packets-gt': 1,
    'bytes-eq': 1,
    'bytes-lt': 1,
    'bytes-gt': 1,
  },
  read: (options) => {
    const asked = options.find(({ name }) => name === 'match-set' || name === 'set')
    const [name, flags = ''] = asked?.values ?? []
    const directions = flags.split(',')
    if (!asked || name === undefined) return unreadable('no set is named')
    if (directions.length > 6 || directions.some((word) => word !== 'src' && word !== 'dst')) return unreadable(`no directions: "${flags}"`)
    const counts = options.some((option) => COUNTERS.includes(option.name))
    const nomatch = options.some((option) => option.name === 'return-nomatch')
    return {
      match: (packet, scene) => {
        const { family } = packet
        const ipset = scene.ipsets.get(name)
        if (!ipset) return unknown(family, `what the set ${name} holds is not known`)
        const holds = ipset.holds(packet, directions, scene, nomatch)
        // set_match_v4() of xt_set.c inverts what the set says, counters and all.
        const answer = counts ? and(holds, unknown(family, `the counters of the set ${name} are not known`)) : holds
        return asked.inverted ? not(answer) : answer
      },
    }
  },
}

export default set
