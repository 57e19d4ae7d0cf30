import { type Answer, and } from '../answer.ts'
import type { Match } from '../ruleset.ts'
import { isUnreadable, type Unreadable } from './unreadable.ts'

/** All of them hold, asked in their order until one surely does not. */
function allOf(matches: readonly Match[]): Match {
  const [only] = matches
  if (matches.length === 1 && only) return only
  return {
    match: (packet, scene) => {
      let answer: Answer = true
      for (const match of matches) {
        answer = and(answer, match.match(packet, scene))
        if (answer === false) break
      }
      return answer
    },
  }
}

/** Reads each option into a match of its own, all of which must hold; the first that is unreadable ends it. */
export function eachOption<Option>(options: readonly Option[], read: (option: Option) => Match | Unreadable): Match | Unreadable {
  const matches: Match[] = []
  for (const option of options) {
    const match = read(option)
    if (isUnreadable(match)) return match
    matches.push(match)
  }
  return allOf(matches)
}
