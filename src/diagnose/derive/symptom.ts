import { parseAddress, sameAddress } from '../../net/address.ts'
import { icmpMeaning, type IcmpMeaning } from '../../net/icmp.ts'
import { speaksOurs } from '../../ssh/identification.ts'
import { recogniseRefusal } from '../../ssh/messages/sshd-refusal.ts'
import type { Ask } from '../../model/cause.ts'
import type { Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'
import { askedSsh, askedTcp, type Indexed, nameSeen } from './evidence.ts'
import { isOwn, ownAddresses } from './own-addresses.ts'

interface TcpSeen {
  readonly tcp: Indexed<Seen<'tcp'>>
}
interface SshToo extends TcpSeen {
  readonly ssh: Indexed<Seen<'ssh'>>
}

/**
 * A key exchange without login. `not-tried`: only the identification was read. `answered`: the server proved itself by a host key.
 * `offered`: its lists came, and we ended there, as this program computes none of what was left. `dropped`: it closed or reset.
 * `silent`: nothing came until our limit. `garbled`: no SSH packets, or too many.
 */
export type KeyExchange = 'not-tried' | 'answered' | 'offered' | 'dropped' | 'silent' | 'garbled'

/**
 * What happened to one connection, in the words of the wire. Refused, unreachable and silent are kept apart as far as this machine
 * can see; `blind` where it cannot.
 */
export type Symptom =
  | { readonly kind: 'no-address' }
  | { readonly kind: 'not-tried'; readonly why: string }
  /** connect() failed at once and no packet left. */
  | ({ readonly kind: 'local' } & TcpSeen)
  | ({ readonly kind: 'rst' } & TcpSeen)
  | ({ readonly kind: 'icmp' } & TcpSeen & Icmp)
  | ({ readonly kind: 'silent' } & TcpSeen)
  /** A failure whose form on the wire this machine did not let us see. */
  | ({ readonly kind: 'blind' } & TcpSeen)
  | ({ readonly kind: 'open-unread' } & TcpSeen)
  /** An SSH server answers; how far the key exchange then came stands in `kex`. */
  | ({ readonly kind: 'identified'; readonly kex: KeyExchange } & SshToo)
  /** A text by which an SSH server refuses before its identification. */
  | ({ readonly kind: 'refusal-text'; readonly refusal: 'max-startups' | 'max-startups-or-penalty' } & SshToo)
  /** Bytes, but no SSH identification, or one of a protocol version that ssh does not speak. */
  | ({ readonly kind: 'foreign' } & SshToo)
  | ({ readonly kind: 'endless' } & SshToo)
  /** Closed or reset without a byte. */
  | ({ readonly kind: 'dropped' } & SshToo)
  /** Open, and silent until our limit. */
  | ({ readonly kind: 'mute' } & SshToo)
export type SymptomKind = Symptom['kind']

export interface Icmp {
  readonly from: string
  readonly meaning: IcmpMeaning
  readonly type: number
  readonly code: number
  readonly family: 4 | 6
  /**
   * Who sent the ICMP error. The target's own address may be a NAT router's work. `unclear`: not the target, and this machine's own
   * addresses are not known, or seem to have sent what came from outside.
   */
  readonly by: 'self' | 'target' | 'other' | 'unclear'
}

function keyExchange({ kex, reached, ended }: Seen<'ssh'>): KeyExchange {
  if (reached === 'host-key') return 'answered'
  if (!kex) return 'not-tried'
  if (ended === 'closed' || ended === 'reset') return 'dropped'
  if (ended === 'silent') return 'silent'
  return ended === 'by-us' ? 'offered' : 'garbled'
}

function afterOpen(ask: Ask, tcp: Indexed<Seen<'tcp'>>): Symptom {
  const ssh = ask(askedSsh)
  if (!ssh) return { kind: 'open-unread', tcp }
  const { seen } = ssh
  if (seen.identification !== undefined) {
    return speaksOurs(seen.identification) ? { kind: 'identified', tcp, ssh, kex: keyExchange(seen) } : { kind: 'foreign', tcp, ssh }
  }
  const refusal = recogniseRefusal(seen.before)
  if (refusal) return { kind: 'refusal-text', refusal, tcp, ssh }
  if (seen.ended === 'endless') return { kind: 'endless', tcp, ssh }
  if (seen.reached === 'foreign') return { kind: 'foreign', tcp, ssh }
  return { kind: seen.ended === 'closed' || seen.ended === 'reset' ? 'dropped' : 'mute', tcp, ssh }
}

export const symptom = need('symptom', (ask): Symptom => {
  if (ask.address === null) {
    if (ask(nameSeen)) return { kind: 'no-address' }
    return {
      kind: 'not-tried',
      why: ask.observation.target.proxyCommand
        ? 'ssh reaches it by a ProxyCommand, and makes no connection of its own'
        : 'no name was looked up',
    }
  }
  const tcp = ask(askedTcp)
  if (!tcp) return { kind: 'not-tried', why: 'no connection was tried' }
  const { outcome, answer, why } = tcp.seen
  if (outcome === 'not-tried') return { kind: 'not-tried', why: why ?? 'no connection was tried' }
  if (outcome === 'open') return afterOpen(ask, tcp)
  if (outcome === 'local-error') return { kind: tcp.seen.left === 'no' ? 'local' : 'blind', tcp }
  if (answer.kind === 'icmp') {
    const family = parseAddress(ask.address)?.family ?? 4
    // A self-connection judges the target first: an offender that is both is the target.
    const by = sameAddress(answer.from, ask.address)
      ? 'target'
      : isOwn(ask, answer.from)
        ? tcp.seen.left === 'yes'
          ? 'unclear'
          : 'self'
        : ask(ownAddresses).length > 0
          ? 'other'
          : 'unclear'
    const { type, code, from } = answer
    return { kind: 'icmp', tcp, from, type, code, family, meaning: icmpMeaning(family, type, code), by }
  }
  if (answer.kind === 'rst') return { kind: 'rst', tcp }
  if (outcome === 'timed-out') return { kind: 'silent', tcp }
  return { kind: 'blind', tcp }
})
