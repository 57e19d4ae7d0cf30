import { clientLists, disagreements, QUERY, type AlgorithmList, type Disagreement } from '../../ssh/negotiation.ts'
import type { Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'
import { askedSsh, type Indexed } from './evidence.ts'
import { sshConfig, type SshConfig } from './ssh-config.ts'

/** What this machine's ssh and the server offer each other. */
export interface Algorithms {
  readonly seen: Indexed<Seen<'ssh'>>
  readonly config: SshConfig
  /** Lists without a common name; empty where they agree. */
  readonly apart: readonly Disagreement[]
  /** ssh may offer more than ssh -G says: GSSAPI's methods, whose names hold a hash. */
  readonly more: boolean
  /** What this ssh can do of a list, by `ssh -Q`; null where it was not asked. */
  readonly able: (list: AlgorithmList) => readonly string[] | null
}

/** Undefined where the server's lists did not come, or ssh -G did not tell. */
export const algorithms = need('algorithms', (ask): Algorithms | undefined => {
  const seen = ask(askedSsh)
  const offer = seen?.seen.kex?.offer
  const config = ask(sshConfig)
  if (!seen || !offer || !config) return undefined
  return {
    seen,
    config,
    apart: disagreements(clientLists(config), offer),
    more: offer.kex.some((name) => name.startsWith('gss-')),
    able: (list) => {
      const capture = ask.capture(`ssh-q-${QUERY[list]}`)?.capture
      return capture?.code === 0 ? capture.out.split(/\s+/).filter((name) => name !== '') : null
    },
  }
})
