import { ownerOf, type Family, type Topology } from '../machine/topology.ts'

/**
 * The class of an answer: who answered the SYN, and how, as somebody sees it who has the wire before him. In words:
 * `no address` · `unsent ERRNO` (connect() failed, nothing left) · `silence` · `rst` ·
 * `KIND from NODE` (an ICMP error) · `open: SSH` (what came after the handshake). `unsent` before it: no SYN left, the answer is the
 * client's own.
 */
export type AnswerClass = string

/** What can come after the handshake. `closed`: the server ended it without a byte, by FIN or RST. */
export const AFTER_OPEN = ['identification', 'words', 'foreign', 'closed', 'mute'] as const
export type AfterOpen = (typeof AFTER_OPEN)[number]

/** ICMP errors by type/code. The names are those of nft's reject statement and of RFC 792, 1812 and 4443. */
const ICMP_KINDS: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  4: {
    '3/0': 'net-unreachable',
    '3/1': 'host-unreachable',
    '3/2': 'protocol-unreachable',
    '3/3': 'port-unreachable',
    '3/9': 'net-prohibited',
    '3/10': 'host-prohibited',
    '3/13': 'admin-prohibited',
    '11/0': 'time-exceeded',
  },
  6: {
    '1/0': 'net-unreachable',
    '1/1': 'admin-prohibited',
    '1/3': 'host-unreachable',
    '1/4': 'port-unreachable',
    '1/5': 'policy-fail',
    '1/6': 'reject-route',
    '3/0': 'time-exceeded',
  },
}

const KINDS = [...new Set(Object.values(ICMP_KINDS).flatMap((kinds) => Object.values(kinds)))]

/** The form of a class in a scenario. */
export const CLASS_FORM = new RegExp(
  `^(no address|unsent E[A-Z]+|(unsent )?(silence|rst|(${KINDS.join('|')}) from [a-z0-9.:]+)|open: (${AFTER_OPEN.join('|')}))$`,
)

/** An ICMP error as a class. An address that nobody of the topology has is named as it is. */
export function icmpClass(topology: Topology, type: number, code: number, from: string): AnswerClass {
  const family = from.includes(':') ? 6 : 4
  return `${ICMP_KINDS[family][`${type}/${code}`] ?? `icmp ${type}/${code}`} from ${ownerOf(topology, from) ?? from}`
}
