import type { Ask, Hop, Need } from '../model/cause.ts'
import type { Observation } from '../model/observation.ts'

/** Names a question. Its answer is computed once for each address. */
export function need<T>(id: string, answer: (ask: Ask) => T): Need<T> {
  return { id, answer }
}

/** Asks about one address of an observation, or about none when the name gave none. A loop of needs is a bug and throws. */
export function asker(observation: Observation, hops: readonly Hop[] = []): (address: string | null) => Ask {
  const known = new Map<string | null, Ask>()
  const about = (address: string | null): Ask => {
    const made = known.get(address)
    if (made) return made
    const answers = new Map<Need<unknown>, unknown>()
    const open = new Set<Need<unknown>>()
    const answer = <T>(question: Need<T>): T => {
      if (answers.has(question)) return answers.get(question) as T
      if (open.has(question)) throw new Error(`need ${question.id} asks for itself`)
      open.add(question)
      const value = question.answer(ask)
      open.delete(question)
      answers.set(question, value)
      return value
    }
    const ask: Ask = Object.assign(answer, {
      observation,
      address,
      evidence: observation.evidence,
      hops,
      capture: (source: string) => {
        const index = observation.captures.findIndex((capture) => capture.source === source)
        const capture = observation.captures[index]
        return capture ? { index, capture } : undefined
      },
      about,
    })
    known.set(address, ask)
    return ask
  }
  return about
}
