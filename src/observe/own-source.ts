import { networkInterfaces } from 'node:os'
import { parseAddress, sameAddress } from '../net/address.ts'
import { scopeOf } from '../net/scope.ts'
import type { Target } from '../model/target.ts'

/**
 * The address that ssh would bind to for one family, as its ssh_create_socket() chooses it: BindAddress, else for BindInterface the
 * interface's first address that is neither loopback nor link-local, else its first one. ssh does not bind to the device itself.
 * @returns null: it does not bind. undefined: it would, and has no such address
 */
export function ownSource(target: Target, family: 4 | 6): string | null | undefined {
  if (target.bindAddress !== null) {
    return parseAddress(target.bindAddress)?.family === family ? target.bindAddress : undefined
  }
  if (target.bindInterface === null) return null
  const addresses = (networkInterfaces()[target.bindInterface] ?? []).filter((own) => own.family === `IPv${family}`)
  const far = addresses.find(({ address }) => {
    const parsed = parseAddress(address)
    // For IPv4 ssh compares with 127.0.0.1 alone, and takes link-local addresses.
    if (!parsed || family === 4) return !sameAddress(address, '127.0.0.1')
    return scopeOf(parsed) !== 'loopback' && scopeOf(parsed) !== 'link-local'
  })
  return (far ?? addresses[0])?.address
}
