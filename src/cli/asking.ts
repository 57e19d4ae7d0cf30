import type { Evidence } from '../model/observation.ts'
import type { Target } from '../model/target.ts'

/** What is being asked now, told from what was answered so far: the engine asks the port of each address first, then around it. */
export function asking(target: Target, seen: readonly Evidence[]): string {
  const name = seen.findLast((one) => one.probe === 'name')
  if (!name) return `looking up ${target.host}`
  const open = name.addresses.find((address) => !seen.some((one) => one.probe === 'tcp' && one.role === 'asked' && one.address === address))
  // A jump host is asked on its own port.
  if (open !== undefined) return target.via.length > 0 ? `asking ${open}` : `asking ${open} port ${target.port}`
  const unread = seen.find(
    (one) =>
      one.probe === 'tcp' &&
      one.outcome === 'open' &&
      one.role === 'asked' &&
      !seen.some((other) => other.probe === 'ssh' && other.address === one.address && other.port === one.port),
  )
  if (unread?.probe === 'tcp') return `waiting for the greeting of ${unread.address} port ${unread.port}`
  if (target.via.length > 0) return `logging in on the way to ${target.host}`
  if (seen.some((one) => one.probe === 'ssh' && one.role === 'asked' && one.identification !== undefined)) return 'trying a login by ssh'
  return `asking other ports of ${target.host}`
}
