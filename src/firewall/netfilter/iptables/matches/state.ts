import { ctStateAnswer, readCtStates } from '../ct-state.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const state: MatchPart = {
  name: 'state',
  families: [4, 6],
  surety: 'firm',
  means: 'the state of the connection',
  options: { state: 1 },
  read: ([option]) => {
    const text = option?.values[0] ?? ''
    const states = readCtStates(text)
    if (!option || !states || states.has('snat') || states.has('dnat')) return unreadable(`no state: "${text}"`)
    return { match: (packet) => ctStateAnswer(packet, states, option.inverted) }
  },
}

export default state
