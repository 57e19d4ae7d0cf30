import { type Answer, unknown } from '../answer.ts'
import type { Packet, Tracked } from '../packet.ts'
import type { MatchPart } from './match.ts'
import type { Option } from './option.ts'

interface Unknowable extends Pick<MatchPart, 'name' | 'families' | 'options' | 'repeats'> {
  /** Why it cannot be told: a noun phrase. */
  readonly why: string
  /** What can be told all the same; null: nothing. */
  readonly but?: (packet: Packet, options: readonly Option[]) => Answer | null
}

/** A match whose answer depends on what no dump records. */
export function unknowable({ name, families, options, repeats, why, but }: Unknowable): MatchPart {
  return {
    name,
    families,
    surety: 'unknown',
    means: why,
    options,
    ...(repeats && { repeats }),
    read: (given) => ({ match: (packet) => but?.(packet, given) ?? unknown(packet.family, why) }),
  }
}

/** Whether nothing is tracked for the packet: nf_ct_get() gives no entry. Not known: false. */
export function untracked({ state }: Tracked): boolean {
  return state === 'none' || state === 'invalid' || state === 'untracked'
}

/** Whether it is the first packet of a TCP connection, that no entry of its own can be there for. */
export function isFirst({ tcpFlags }: Packet): boolean {
  return tcpFlags !== null && (tcpFlags & 0x12) === 0x02
}
