import { parseAddress } from '../net/address.ts'
import { whyNotHost, whyNotUser } from './valid-name.ts'

/** One host of ProxyJump, taken apart. */
export interface JumpHost {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
}

/**
 * Reads `[user@]host[:port]` or `ssh://[user@]host[:port]` as parse_jump() in readconf.c does; an IPv6 address stands in brackets where a
 * port follows. Null where ssh would refuse it.
 */
export function parseJumpHost(text: string): JumpHost | null {
  const rest = text.replace(/^ssh:\/\//i, '').replace(/\/$/, '')
  const at = rest.lastIndexOf('@')
  const user = at < 0 ? null : rest.slice(0, at)
  const place = rest.slice(at + 1)
  if (user !== null && whyNotUser(user) !== null) return null
  if (parseAddress(place)) return { user, host: place, port: null }
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(place)
  const host = match?.[1] ?? match?.[2]
  const port = match?.[3] === undefined ? null : Number(match[3])
  if (host === undefined || whyNotHost(host) !== null || (port !== null && (port < 1 || port > 65_535))) return null
  return { user, host, port }
}
