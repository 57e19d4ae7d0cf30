import type { Because } from '../../model/cause.ts'
import { contains, parsePrefix } from '../../net/prefix.ts'
import { parseAddress } from '../../net/address.ts'
import { need } from '../ask.ts'
import { endpoint } from './endpoint.ts'

const STOPS = /\b(drop|reject)\b|-j (DROP|REJECT)\b|policy (drop|DROP)\b|DEFAULT_OUTPUT_POLICY="?(DROP|REJECT)/
/** Numbers of ports behind `dport` and `--dport(s)`: single, ranges, sets. */
const PORTS = /(?:^|\s)(?:--dports?|dport) (!= |! )?(\{[^}]*\}|[\w:,-]+)/
const DESTINATION = /(?:^|\s)(?:-d|daddr) (!= |! )?(\{[^}]*\}|[\da-f:./]+)/i

const OTHER_PROTOCOL = /\b(?:udp|icmp|icmpv6) (?:dport|sport|type)\b|(?:-p|l4proto) (?:udp|icmp|icmpv6|ipv6-icmp)\b/

/** Whether a list such as `{ 22, 80-90 }` or `22,80:90` holds the port; names of services do not count, but ssh. */
function holdsPort(list: string, port: number): boolean {
  return list.split(/[{},\s]+/).some((one) => {
    const [from, to] = one.replace(/^ssh$/, '22').split(/[-:]/)
    return from !== undefined && /^\d+$/.test(from) && port >= Number(from) && port <= Number(to ?? from)
  })
}

function holdsAddress(list: string, text: string): boolean {
  const address = parseAddress(text)
  return list.split(/[{},\s]+/).some((one) => {
    const prefix = parsePrefix(one.includes('/') ? one : `${one}/${one.includes(':') ? 128 : 32}`)
    return address !== null && prefix !== null && contains(prefix, address)
  })
}

/** Whether a line could be about the connection, as far as its port and destination say; what else it asks for is not weighed. */
export function couldStop(line: string, address: string, port: number): boolean {
  if (!STOPS.test(line)) return false
  const six = address.includes(':')
  if (/^ip6tables |^nft ip6 /.test(line) ? !six : /^iptables |^nft ip /.test(line) && six) return false
  const ports = PORTS.exec(line)
  if (ports && holdsPort(ports[2] ?? '', port) === (ports[1] !== undefined)) return false
  const destination = DESTINATION.exec(line)
  if (destination && holdsAddress(destination[2] ?? '', address) === (destination[1] !== undefined)) return false
  return !OTHER_PROTOCOL.test(line.replace(/reject with .*/, 'reject'))
}

/**
 * Lines of this machine's own firewall that drop or reject, and could be about this connection: hints, never a proof, since no rule before
 * them is weighed. Those that name the port come first.
 */
export const clientRules = need('client-rules', (ask): readonly Because[] => {
  const found = ask.capture('client-firewall')
  if (!found || ask.address === null) return []
  const { address } = ask
  const { port } = ask(endpoint)
  const lines = found.capture.out.split('\n').map((text, at) => ({ text, line: at + 1 }))
  const enabled = !lines.some(({ text }) => /^file .*: ENABLED="?no/i.test(text))
  return lines
    .filter(({ text }) => couldStop(text, address, port) && (enabled || !text.startsWith('file ')))
    .toSorted((a, b) => Number(PORTS.test(b.text)) - Number(PORTS.test(a.text)))
    .slice(0, 3)
    .map(({ text, line }) => ({ text: `a rule that could be it: ${text}`, from: { capture: found.index, line, text } }))
})
