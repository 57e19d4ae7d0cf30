import type { AddressDiagnosis, Diagnosis } from '../../src/model/diagnosis.ts'
import { ownerOf, type Topology } from '../machine/topology.ts'
import { type AfterOpen, type AnswerClass, icmpClass } from '../scenario/class.ts'
import type { Packet } from '../wire/pcap.ts'
import { answerOf, synsTo } from '../wire/wire.ts'

/** What OpenSSH says in place of its identification when it refuses (sshd.c, drop_connection). */
const REFUSING = /^(Not allowed at this time|Exceeded MaxStartups)/

/** What the wire shows for a port of an address, as tcpdump saw it; without the errno of what was not sent. */
export function wireClass(topology: Topology, packets: readonly Packet[], address: string, port: number): AnswerClass {
  const answer = answerOf(packets, address, port)
  const unsent = synsTo(packets, address, port).length > 0 ? '' : 'unsent '
  if (answer.kind === 'syn-ack') return `open: ${afterOpen(packets, address, port)}`
  if (answer.kind === 'icmp') return unsent + icmpClass(topology, answer.type, answer.code, answer.from)
  return unsent + (answer.kind === 'none' ? 'silence' : answer.kind)
}

/** What the server sent on the first connection. */
function afterOpen(packets: readonly Packet[], address: string, port: number): AfterOpen {
  const first = packets.find(({ source, tcp }) => source === address && tcp?.from === port && tcp.syn && tcp.ack)
  const client = first?.tcp?.to
  const connection = packets.filter(({ tcp }) => (tcp?.from === port && tcp.to === client) || (tcp?.to === port && tcp.from === client))
  const text = connection.map(({ tcp }) => (tcp?.from === port ? tcp.text : '')).join('')
  if (/(^|\n)SSH-(2\.0|1\.99)-/.test(text)) return 'identification'
  if (REFUSING.test(text)) return 'words'
  if (text !== '') return 'foreign'
  const end = connection.find(({ tcp }) => tcp?.fin === true || tcp?.rst === true)
  return end?.tcp?.from === port ? 'closed' : 'mute'
}

/** What the report says of an address, of the target or of a jump host, in the same words. */
export function seenClass(topology: Topology, seen: Diagnosis, address: string): AnswerClass {
  const all = [seen, ...seen.hops].flatMap(({ addresses }) => addresses)
  if (all.length === 0) return 'no address'
  const one = all.find((each) => each.address === address)
  if (!one) return `nothing about ${address}`
  const { outcome, answer } = one
  if (outcome === 'open') return `open: ${sshSeen(one)}`
  if (outcome === 'local-error') return `unsent ${one.errno}`
  const blocked = one.path.some(({ layer, state }) => layer === 'client' && state === 'blocks')
  if (answer.kind === 'icmp') {
    const own = answer.from === one.source || ownerOf(topology, answer.from) === 'client'
    return `${own ? 'unsent ' : ''}${icmpClass(topology, answer.type, answer.code, answer.from)}`
  }
  const unsent = blocked ? 'unsent ' : ''
  return unsent + (answer.kind === 'none' ? 'silence' : answer.kind)
}

function sshSeen({ ssh }: AddressDiagnosis): AfterOpen | 'unread' {
  if (!ssh) return 'unread'
  if (ssh.identification !== null) return /^SSH-(2\.0|1\.99)-/.test(ssh.identification) ? 'identification' : 'foreign'
  if (REFUSING.test(ssh.before)) return 'words'
  if (ssh.reached === 'foreign' || ssh.ended === 'endless') return 'foreign'
  return ssh.ended === 'closed' || ssh.ended === 'reset' ? 'closed' : 'mute'
}

/**
 * What the ports around the asked one show on the wire, in a word: with the class of the answer it is all that the outside has to
 * tell causes apart.
 */
export function beside(packets: readonly Packet[], address: string, port: number): string {
  const ports = [...new Set(synsTo(packets, address).flatMap(({ tcp }) => (tcp && tcp.to !== port ? [tcp.to] : [])))]
  const kinds = ports.map((each) => answerOf(packets, address, each).kind)
  const ssh = ports.find(
    (each) => answerOf(packets, address, each).kind === 'syn-ack' && afterOpen(packets, address, each) === 'identification',
  )
  if (ssh !== undefined) return 'SSH on another port'
  if (kinds.some((kind) => kind !== 'none')) return kinds.includes('none') ? 'some ports answer, some are silent' : 'all ports answer'
  return ports.length > 0 ? 'nothing else answers' : 'nothing else asked'
}
