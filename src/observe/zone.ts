import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { parseAddress } from '../net/address.ts'
import { scopeOf } from '../net/scope.ts'

/**
 * Why no socket can connect to the address as it is written, for people: a link-local IPv6 address means nothing without its interface
 * (RFC 4007 section 6), and connect(2) says EINVAL.
 * @returns null when there is nothing to say against it
 */
export function zoneTrouble(address: string): string | null {
  const parsed = parseAddress(address)
  if (parsed?.family !== 6 || scopeOf(parsed) !== 'link-local') return null
  const { zone } = parsed
  if (zone === undefined) return 'a link-local address needs the interface, as in fe80::1%eth0'
  return isInterface(zone) ? null : `there is no interface ${zone}`
}

/** Numbers are left to the kernel: every interface has one, and only some systems let us ask for it. */
function isInterface(zone: string): boolean {
  if (/^\d{1,9}$/.test(zone) || networkInterfaces()[zone] !== undefined) return true
  // os.networkInterfaces() leaves out the ones that are down.
  return process.platform === 'linux' && !/^\.*$/.test(zone) && existsSync(`/sys/class/net/${zone}`)
}
