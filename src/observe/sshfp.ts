import type { Capture } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { parseAddress } from '../net/address.ts'
import { configValues } from '../ssh/config-values.ts'
import type { Session } from './session.ts'

/**
 * Begins to ask for the SSHFP records of the target, where ssh would (VerifyHostKeyDNS): never for an address, as in verify_host_key_dns() of
 * dns.c, and not with `--gentle`, which sees no key to compare them with.
 * @param captures of resolveTarget(), with what ssh -G said
 * @returns to be called when the target has been looked at: records what was read to know whom to ask
 */
export function startSshfp(session: Session, target: Target, captures: readonly Capture[]): () => Promise<void> {
  const config = captures.find(({ source, code }) => source === 'ssh-g' && code === 0)
  const wanted = config && configValues(config.out).get('verifyhostkeydns')
  const off = wanted === undefined || wanted === 'no' || wanted === 'false'
  if (off || session.options.gentle || parseAddress(target.host)) return () => Promise.resolve()
  const asking = import('./name-servers.ts').then(({ lookUpSshfp }) => lookUpSshfp(session, target.host))
  // A failure is told by the one who calls.
  asking.catch(() => {})
  return async () => {
    const read = await asking
    session.captures.push(...read.filter((one) => !session.captures.some(({ source }) => source === one.source)))
  }
}
