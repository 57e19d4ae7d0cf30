import type { Packet } from '../packet.ts'
import type { Action, Scene } from '../ruleset.ts'
import type { Options } from './option.ts'
import type { TargetPart } from './target.ts'

/** What a rule goes on with: the target gave no verdict (XT_CONTINUE), and changed the packet or did not. */
export function goesOn(change: (packet: Packet, scene: Scene) => Packet = (packet) => packet): Action {
  return {
    act: (packet, scene) => {
      const now = change(packet, scene)
      return now === packet ? { go: 'on' } : { go: 'on', packet: now }
    },
  }
}

/** A target that decides nothing and changes nothing that a match could see. */
export function bystander(name: string, families: readonly (4 | 6)[], means: string, options: Options): TargetPart {
  const action = goesOn()
  return { name, families, surety: 'firm', means, options, read: () => action }
}

/** A target whose outcome depends on what no dump records. @param why a noun phrase */
export function undecided(name: string, families: readonly (4 | 6)[], why: string, options: Options): TargetPart {
  const action: Action = { act: () => ({ go: 'unknown', why }) }
  return { name, families, surety: 'unknown', means: why, options, read: () => action }
}
