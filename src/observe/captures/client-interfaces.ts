import type { Capture } from '../../model/observation.ts'
import { IFADDRMSG, IFINFOMSG, parseInterfaceAddress, parseLink } from '../raw/interfaces.ts'
import type { Libc } from '../raw/libc.ts'
import { dumpTable } from '../raw/rtnetlink.ts'

const MAX_INTERFACES = 256
const MAX_ADDRESSES = 16

/** All interfaces of this machine, those that are down too, each as `NAME KIND up|down|no-carrier mtu BYTES [ADDRESS/LENGTH]…`. */
export function clientInterfaces(libc: Libc): Capture | null {
  const links = dumpTable(libc, 'links', IFINFOMSG.size)
  const addresses = dumpTable(libc, 'addresses', IFADDRMSG.size)
  if (!links || !addresses) return null
  const owned = new Map<number, string[]>()
  for (const body of addresses.bodies) {
    const found = parseInterfaceAddress(body)
    if (found) owned.set(found.index, [...(owned.get(found.index) ?? []), found.cidr])
  }
  const lines = links.bodies.flatMap((body) => {
    const link = parseLink(body)
    if (!link) return []
    const { index, name, kind, state, mtu } = link
    return [[name, kind, state, 'mtu', mtu, ...(owned.get(index) ?? []).slice(0, MAX_ADDRESSES)].join(' ')]
  })
  const cut = links.cut || addresses.cut || lines.length > MAX_INTERFACES
  return {
    side: 'client',
    source: 'client-interfaces',
    command: 'ip address',
    code: 0,
    out: lines.slice(0, MAX_INTERFACES).join('\n'),
    cut,
  }
}
