import { formatAddress } from '../../net/address.ts'
import { AddressSet, addressOf, type Key, keyOf } from '../../net/address-set.ts'
import type { RuleRef, Verdict } from '../region.ts'
import { answered, answerTo, type Told } from './first-packet.ts'
import { type Hook, type Packet, TCP_FLAG, type Tracked } from './packet.ts'
import type { Answer, Path } from './path.ts'
import type { Question } from './question.ts'
import { kernelRule, MARTIAN, martians, routesOf } from './routing.ts'
import { listening } from './socket.ts'
import { type Station, through } from './station.ts'
import { type Way, Ways } from './ways.ts'

const NOT_FORWARDED = kernelRule('routing', 'the address is of another machine, and this one forwards nothing')
const NO_LISTENER = kernelRule('socket', 'nothing listens on this address and port')
const UNASKED = kernelRule('socket', 'no rule or policy is asked')
const RST = TCP_FLAG.rst | TCP_FLAG.ack
const SYN_ACK = TCP_FLAG.syn | TCP_FLAG.ack

/** A hook at which nothing but its chains is asked. */
const plain = (hook: Hook): Station => ({ hook, track: null, nat: null, untranslate: null })

/** The way of packets through the machine: net/ipv4/ip_input.c, ip_output.c and their like for IPv6, with what answers them. */
export class Journey {
  readonly #path: Path
  readonly #question: Question
  readonly #local: Key | null

  constructor(path: Path, question: Question) {
    this.#path = path
    this.#question = question
    this.#local = question.local ? keyOf(question.local) : null
  }

  /** From a network, through INPUT to the socket, or through FORWARD. */
  comesIn(ways: Ways): void {
    const path = this.#path
    const arrived = this.#ahead(through(path, plain('ingress'), ways), 6)
    const tracked = through(path, { ...plain('prerouting'), track: this.#tracks(), nat: 'dst' }, arrived)
    const { local, forward } = this.#routed(this.#ahead(tracked, 4))
    const delivered = through(path, { ...plain('input'), nat: 'src' }, local)
    const left = through(path, { ...plain('postrouting'), nat: 'src' }, through(path, plain('forward'), forward))
    const rejected = path.answers.splice(0)
    this.#socket(delivered)
    for (const { packet, remotes } of left.list) this.#ends(packet, remotes, 'forward', UNASKED)
    this.#rejects(rejected)
  }

  /** From this machine to the remote end, and the answer back. */
  goesOut(ways: Ways): void {
    const path = this.#path
    const track =
      this.#question.way === 'reply' ? answered({ ...(ways.list[0] as Way).packet.ct, state: this.#question.state }) : this.#tracks()
    const nat = this.#question.way === 'reply' ? null : 'dst'
    const output = through(path, { ...plain('output'), track, nat }, ways)
    const left = through(path, plain('egress'), through(path, { ...plain('postrouting'), nat: nat && 'src' }, output))
    // The program here is told of a rejection at once.
    for (const { remotes, by, with: kind } of path.answers.splice(0)) this.#ends(null, remotes, verdictOf(kind), by)
    for (const { packet, remotes } of left.list) {
      if (this.#question.way === 'reply') this.#ends(packet, remotes, 'accept', UNASKED)
      else this.#answer(packet, remotes, { flags: this.#question.state === 'new' ? SYN_ACK : TCP_FLAG.ack }, 'accept', UNASKED)
    }
  }

  #tracks(): (ct: Tracked) => Tracked {
    const { state } = this.#question
    return (ct) => (ct.state === 'none' ? { ...ct, state } : ct)
  }

  /** IPv6 takes no packet from a martian source before PREROUTING, IPv4 none after it. */
  #ahead(ways: Ways, family: 4 | 6): Ways {
    const taken = new Ways()
    for (const { packet, remotes } of ways.list) {
      if (packet.family !== family) taken.add(packet, remotes)
      else {
        const { yes, no } = remotes.split(martians(this.#path.scene.host, family, packet.iif))
        this.#kernel('routing', yes, 'drop', MARTIAN)
        taken.add(packet, no)
      }
    }
    return taken
  }

  #routed(ways: Ways): { readonly local: Ways; readonly forward: Ways } {
    const path = this.#path
    const local = new Ways()
    const forward = new Ways()
    for (const { packet, remotes } of ways.list) {
      const { routes, why } = routesOf(packet, this.#local, path.scene.host)
      if (routes.length > 1) path.tally.doubted(remotes, NOT_FORWARDED, why)
      for (const route of routes) {
        if (route === 'local') local.add(packet, remotes)
        // Which interface it leaves by is a matter of routes, which are not read.
        else if (route === 'forward') forward.add({ ...packet, oif: null }, remotes)
        else this.#kernel('routing', remotes, 'drop', NOT_FORWARDED)
      }
    }
    return { local, forward }
  }

  #socket(ways: Ways): void {
    const { host } = this.#path.scene
    for (const { packet, remotes } of ways.list) {
      if (this.#question.state === 'established') {
        this.#answer(packet, remotes, { flags: TCP_FLAG.ack }, 'accept', UNASKED)
        continue
      }
      const listens = listening(packet, host)
      if (listens === 'maybe')
        this.#path.tally.doubted(
          remotes,
          NO_LISTENER,
          'the address, port or interface it arrives at, or the family that a socket takes, is not known',
        )
      if (listens !== 'no') {
        this.#path.tell('socket', UNASKED, 'accept', remotes)
        this.#answer(packet, remotes, { flags: SYN_ACK }, 'accept', UNASKED)
      }
      if (listens === 'no' || listens === 'maybe') {
        this.#path.tell('socket', NO_LISTENER, 'rst', remotes)
        this.#answer(packet, remotes, { flags: RST }, 'rst', NO_LISTENER)
      }
    }
  }

  /** What rules sent back. Those that reject the same packet alike send the same, which is walked once. */
  #rejects(answers: readonly Answer[]): void {
    const groups: Answer[][] = []
    for (const answer of answers) {
      const group = groups.find(([one]) => one?.packet === answer.packet && verdictOf(one.with) === verdictOf(answer.with))
      if (group) group.push(answer)
      else groups.push([answer])
    }
    for (const group of groups) {
      const [{ packet, with: kind }] = group as [Answer]
      const told: Told = kind === 'rst' ? { flags: this.#question.state === 'new' ? RST : TCP_FLAG.rst } : kind
      const all = AddressSet.fromEnds(
        packet.family,
        group.flatMap(({ remotes }) => remotes.ends()),
      )
      const heard = this.#heard(packet, all, told, true)
      for (const { remotes, by } of group) this.#ends(packet, heard === all ? remotes : remotes.intersect(heard), verdictOf(kind), by)
    }
  }

  #answer(asked: Packet, remotes: AddressSet, told: Told, verdict: Verdict, by: RuleRef): void {
    this.#ends(asked, this.#heard(asked, remotes, told, false), verdict, by)
  }

  /**
   * Sends what answers a packet back. Only if it passes, the other end learns of it; otherwise there is silence, by the rule that stopped it.
   * @returns who hears of it
   */
  #heard(asked: Packet, remotes: AddressSet, told: Told, rejects: boolean): AddressSet {
    const path = this.#path
    path.answering = true
    const answer = answerTo(asked, told, rejects, path.scene.host)
    const track = answered(asked.ct)
    const here = answer.hook === 'output'
    const toAsker = (packet: Packet): Packet => toOriginal(packet, asked, 'daddr', 'dport')
    const fromAsked = (packet: Packet): Packet => toOriginal(packet, asked, 'saddr', 'sport')
    const back: readonly Station[] = here
      ? [{ ...plain('output'), track, untranslate: toAsker }, { ...plain('postrouting'), untranslate: fromAsked }, plain('egress')]
      : [plain('ingress'), { ...plain('prerouting'), track, untranslate: toAsker }, { ...plain('input'), untranslate: fromAsked }]
    const passed = back.reduce((at, station) => through(path, station, at), Ways.of(answer, remotes))
    // A rule that rejects an answer tells its sender, and the other end nothing.
    for (const stopped of path.answers.splice(0)) this.#ends(asked, stopped.remotes, 'drop', stopped.by)
    path.answering = false
    const [one, ...more] = passed.list
    return more.reduce((all, way) => all.union(way.remotes), one?.remotes ?? AddressSet.none(asked.family))
  }

  #kernel(where: 'routing' | 'socket', remotes: AddressSet, verdict: Verdict, by: RuleRef): void {
    if (remotes.isEmpty) return
    this.#path.tell(where, by, verdict, remotes)
    this.#path.tally.ended(remotes, verdict, by)
  }

  #ends(packet: Packet | null, remotes: AddressSet, verdict: Verdict, by: RuleRef): void {
    const passes = verdict === 'accept' || verdict === 'forward'
    const arrives = packet?.ct.direction === 'original' && (passes || verdict === 'rst') && isMoved(packet)
    this.#path.tally.ended(remotes, verdict, by, arrives ? endpoint(packet) : null, '', passes ? (packet?.passedIn ?? 0) : 0)
  }
}

function isMoved({ daddr, dport, ct: { original } }: Packet): boolean {
  return daddr !== original.daddr || dport !== original.dport
}

function verdictOf(kind: Answer['with']): Verdict {
  return kind === 'rst' ? 'rst' : `icmp ${kind.type}/${kind.code}`
}

/** NAT turned round: an answer comes from whom was asked, and goes to whoever asked, as the connection began. */
function toOriginal(packet: Packet, { ct, protocol }: Packet, address: 'saddr' | 'daddr', port: 'sport' | 'dport'): Packet {
  const { original } = ct
  const from = address === 'daddr' ? { address: original.saddr, port: original.sport } : { address: original.daddr, port: original.dport }
  const known = packet[address] !== null
  return { ...packet, ...(known ? { [address]: from.address } : {}), ...(packet.protocol === protocol ? { [port]: from.port } : {}) }
}

function endpoint({ family, daddr, dport }: Packet): string {
  const address = typeof daddr === 'string' || daddr === null ? 'an address not known' : formatAddress(addressOf(family, daddr))
  return `${family === 6 ? `[${address}]` : address}:${dport ?? '?'}`
}
