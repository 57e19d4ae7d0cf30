import type { Capture } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { lookUpKnownHosts, type KnownHosts } from './known-hosts.ts'
import { askRevoked } from './revoked-keys.ts'
import type { Session } from './session.ts'
import { askAlgorithms } from './ssh-algorithms.ts'

/**
 * Prepares to look up what this machine knows of the target's host key, so that the key exchange asks for the same key as ssh would: begun
 * when a port has opened, as two runs of ssh-keygen cost 5 ms.
 * @param captures of resolveTarget(), with what ssh -G said
 * @returns to be called when the target has been looked at: records it, what ssh could do where both have no algorithm in
 * common, and whether RevokedHostKeys has the key
 */
export function startClientKeys(session: Session, target: Target, captures: readonly Capture[]): () => Promise<void> {
  const { signal } = session.options
  let looking: Promise<KnownHosts> | undefined
  session.hostKeyOrder = async () => {
    looking ??= lookUpKnownHosts(target, captures, signal)
    return (await looking).order
  }
  return async () => {
    // No port opened: there is no key to compare with.
    if (!looking) return
    const [known, able, revoked] = await Promise.all([
      looking,
      askAlgorithms(captures, session.evidence, signal),
      askRevoked(captures, session.evidence, signal),
    ])
    session.captures.push(...known.captures, ...able, ...revoked)
    session.unseen.push(...known.unseen)
  }
}
