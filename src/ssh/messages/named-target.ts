import type { Target } from '../../model/target.ts'
import { NOWHERE } from '../no-target.ts'
import { decisive } from './log.ts'
import type { Message } from './recognise.ts'

/**
 * The host of which the messages of one attempt speak: what the deciding one names, then what the others do. Behind a jump host the others
 * speak of another connection.
 * @returns a target whose `host` is empty where none is named
 */
export function namedTarget(messages: readonly Message[]): Target {
  const first = decisive(messages)
  if (!first) return NOWHERE
  const jumps = messages.some(({ meaning }) => meaning.between)
  const all = [first, ...(jumps ? [] : messages.toReversed())]
  const address = all.find((one) => one.address !== null)?.address ?? null
  const host = all.find((one) => one.host !== null && (first.address === null || one.host !== first.address))?.host ?? address
  if (host === null) return NOWHERE
  const user = all.find((one) => one.user !== null)?.user ?? null
  const port = all.find((one) => one.port !== null)?.port ?? NOWHERE.port
  return { ...NOWHERE, input: user === null ? host : `${user}@${host}`, host, port, user }
}
