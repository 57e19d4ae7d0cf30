import { type Answer, not, or } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import type { NumberRange } from '../numbers.ts'
import { portAnswer, readPorts } from '../ports.ts'
import { unreadable } from '../unreadable.ts'

/** XT_MULTI_PORTS: a range counts as two. */
const MOST_PORTS = 15

const multiport: MatchPart = {
  name: 'multiport',
  families: [4, 6],
  surety: 'firm',
  means: 'a port in a list of ports and ranges',
  options: { 'source-ports': 1, sports: 1, 'destination-ports': 1, dports: 1, ports: 1 },
  read: ([option, ...more]) => {
    if (!option || more.length > 0) return unreadable('one list of ports is needed')
    const ports = readList(option.values[0] ?? '')
    if (!ports) return unreadable(`no ports: "${option.values[0]}"`)
    const source = !option.name.startsWith('d')
    const destination = !option.name.startsWith('s')
    // ports_match_v1() of xt_multiport.c: the whole is inverted.
    return {
      match: ({ sport, dport, family }) => {
        const within = (port: number | null, whose: string): Answer =>
          ports.reduce<Answer>((answer, range) => or(answer, portAnswer(port, range, false, whose, family)), false)
        const answer = or(destination && within(dport, 'destination'), source && within(sport, 'source'))
        return option.inverted ? not(answer) : answer
      },
    }
  },
}

export default multiport

function readList(text: string): readonly NumberRange[] | null {
  const list: NumberRange[] = []
  let count = 0
  for (const word of text.split(',', MOST_PORTS + 1)) {
    const range = /^:|:$/.test(word) ? null : readPorts(word)
    if (!range) return null
    list.push(range)
    count += word.includes(':') ? 2 : 1
  }
  return count > MOST_PORTS ? null : list
}
