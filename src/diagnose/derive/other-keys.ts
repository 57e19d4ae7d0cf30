import type { HostKeySeen, Seen } from '../../model/observation.ts'
import { plainType } from '../../ssh/known-hosts.ts'
import { need } from '../ask.ts'
import { askedSsh, nameSeen, type Indexed } from './evidence.ts'

/** The host key that another address of the same name showed. */
export interface OtherKey {
  readonly address: string
  readonly key: HostKeySeen
  readonly ssh: Indexed<Seen<'ssh'>>
}

/**
 * Addresses of the same name whose server proved that it has another host key of the same type than the server here. Keys of two types
 * tell nothing: one server can have both.
 */
export const otherKeys = need('other-keys', (ask): readonly OtherKey[] => {
  const key = ask(askedSsh)?.seen.kex?.hostKey
  if (key?.signature !== 'verified') return []
  return (ask(nameSeen)?.seen.addresses ?? []).flatMap((address): OtherKey[] => {
    const ssh = address === ask.address ? undefined : ask.about(address)(askedSsh)
    const other = ssh?.seen.kex?.hostKey
    if (!ssh || other?.signature !== 'verified') return []
    return plainType(other.type) === plainType(key.type) && other.sha256 !== key.sha256 ? [{ address, key: other, ssh }] : []
  })
})
