import type { Capture } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { lookUpKnownHosts } from './known-hosts.ts'
import { askRevoked } from './revoked-keys.ts'
import type { Session } from './session.ts'
import { askAlgorithms } from './ssh-algorithms.ts'

/**
 * Begins to look up what this machine knows of the target's host key, so that the key exchange asks for the same key as ssh would.
 * @param captures of resolveTarget(), with what ssh -G said
 * @returns to be called when the target has been looked at: records it, what ssh could do where both have no algorithm in
 * common, and whether RevokedHostKeys has the key
 */
export function startClientKeys(session: Session, target: Target, captures: readonly Capture[]): () => Promise<void> {
  const { signal } = session.options
  const looking = lookUpKnownHosts(target, captures, signal)
  session.hostKeyOrder = looking.then(({ order }) => order)
  // A failure is told by the one who calls.
  for (const one of [looking, session.hostKeyOrder]) one.catch(() => {})
  return async () => {
    const [known, able, revoked] = await Promise.all([
      looking,
      askAlgorithms(captures, session.evidence, signal),
      askRevoked(captures, session.evidence, signal),
    ])
    session.captures.push(...known.captures, ...able, ...revoked)
    session.unseen.push(...known.unseen)
  }
}
