import { type AddressSet, addressOf } from '../../net/address-set.ts'
import { formatAddress } from '../../net/address.ts'
import { rewritten } from './nat.ts'
import type { Packet } from './packet.ts'
import type { Path } from './path.ts'
import type { Branch, Chain, Outcome, Rule, Table } from './ruleset.ts'
import { Ways } from './ways.ts'

/** Jumps in jumps. nft takes 16 (NFT_JUMP_STACK_SIZE); legacy iptables as many as it has chains. */
const DEEPEST = 100_000

/** Branches within branches of one rule; no tool writes such a rule. */
const MOST_BRANCHINGS = 32

/** A chain that is being walked. */
interface Frame {
  readonly chain: Chain
  readonly depth: number
  /** Whom the remote ends return to: this frame's caller, or, after a goto, the caller of the caller. */
  readonly goto: boolean
  next: number
  /** At the next rule. */
  here: Ways
  /** Back to the caller. */
  readonly returned: Ways
  readonly calls: {
    readonly chain: string
    readonly goto: boolean
    readonly packet: Packet
    readonly remotes: AddressSet
    readonly by: Rule
  }[]
  /** Rules since the last step of the trace that did not match. */
  passed: number
}

export interface Passed {
  readonly accepted: Ways
  /** Of the accepted: those for which a rule set up NAT. */
  readonly natted: Ways
}

/** A run through one base chain and all that it jumps to: nft_do_chain(), ipt_do_table(). */
export class ChainRun {
  readonly #path: Path
  readonly #table: Table
  readonly #base: Chain
  readonly #stack: Frame[] = []
  readonly #open = new Set<Chain>()
  readonly #accepted = new Ways()
  readonly #natted = new Ways()

  constructor(path: Path, table: Table, base: Chain) {
    this.#path = path
    this.#table = table
    this.#base = base
  }

  walk(ways: Ways): Passed {
    this.#path.nextTurn()
    this.#enter(this.#base, ways, false)
    for (let frame = this.#stack.at(-1); frame; frame = this.#stack.at(-1)) {
      const call = frame.calls.shift()
      if (!call) this.#pass(frame)
      const rule = frame.chain.rules[frame.next]
      if (call) this.#call(frame, call)
      else if (rule && !frame.here.isEmpty) {
        frame.next++
        this.#rule(frame, rule)
      } else this.#leave(frame)
    }
    return { accepted: this.#accepted, natted: this.#natted }
  }

  #enter(chain: Chain, here: Ways, goto: boolean): void {
    this.#path.visits?.entered(chain, here.list)
    this.#stack.push({ chain, depth: this.#stack.length, goto, next: 0, here, returned: new Ways(), calls: [], passed: 0 })
    this.#open.add(chain)
  }

  #call(frame: Frame, { chain: name, goto, packet, remotes, by }: Frame['calls'][number]): void {
    const chain = this.#table.chains.get(name)
    const why = !chain
      ? `the chain ${name} was not read`
      : this.#open.has(chain)
        ? `the chain ${name} is entered by itself, which no kernel takes`
        : frame.depth >= DEEPEST
          ? 'the jumps are too deep'
          : null
    if (!chain || why !== null) this.#path.tally.ended(remotes, 'unknown', by.at, null, why ?? '')
    else this.#enter(chain, Ways.of(packet, remotes), goto)
  }

  /** The end of a chain: back to the caller, or the policy. */
  #leave(frame: Frame): void {
    this.#stack.pop()
    this.#open.delete(frame.chain)
    frame.returned.addAll(frame.here)
    const caller = this.#stack.at(-1)
    if (caller) {
      ;(frame.goto ? caller.returned : caller.here).addAll(frame.returned)
      return
    }
    const drops = frame.chain.base?.policy === 'drop'
    for (const { packet, remotes } of frame.returned.list) {
      this.#path.tell(packet.hook, frame.chain.at, drops ? 'policy drop' : 'policy accept', remotes, { passed: frame.passed })
      if (drops) this.#path.tally.ended(remotes, 'drop', frame.chain.at)
      else this.#accepted.add(this.#path.accepted(packet, remotes, frame.chain.at), remotes)
    }
  }

  /** On to the next rule that may concern somebody: most do not, and then nothing is moved. */
  #pass(frame: Frame): void {
    const { rules } = frame.chain
    const { list } = frame.here
    const [way] = list
    if (!way || list.length > 1) return
    for (let rule = rules[frame.next]; rule && this.#concernsNone(rule, way.packet); rule = rules[frame.next]) {
      frame.next++
      frame.passed++
    }
  }

  #concernsNone({ steps }: Rule, packet: Packet): boolean {
    for (const step of steps) {
      if (!('match' in step) || step.rate !== undefined || !this.#path.spend()) return false
      const answer = step.match(packet, this.#path.scene)
      if (answer !== true) return answer === false
    }
    return false
  }

  #rule(frame: Frame, rule: Rule): void {
    const ways = frame.here
    frame.here = new Ways()
    const told = this.#path.trace.length
    for (const { packet, remotes } of ways.list) this.#steps(frame, rule, 0, packet, remotes, 0, '')
    if (this.#path.trace.length === told) frame.passed++
  }

  /**
   * One rule from one of its steps on. Who does not match is put at the next rule.
   * @param doubted why it is not sure that the rule matches; '' where it is
   */
  #steps(frame: Frame, rule: Rule, from: number, given: Packet, all: AddressSet, branchings: number, doubted: string): void {
    const { tally, scene } = this.#path
    let packet = given
    let remotes = all
    let doubt = doubted
    for (let at = from; at < rule.steps.length; at++) {
      const step = rule.steps[at]
      if (!step) break
      if (!this.#path.spend()) {
        tally.ended(remotes, 'unknown', rule.at, null, 'the rules double their work too often to be walked')
        return
      }
      if ('match' in step) {
        if (step.rate !== undefined) tally.rated(remotes, rule.at, step.rate)
        const answer = step.match(packet, scene)
        if (answer === true) continue
        if (answer === false) {
          frame.here.add(packet, remotes)
          return
        }
        const { yes, no } = remotes.split(answer.yes)
        // Who may match goes on, and to the next rule.
        frame.here.add(packet, no)
        const maybe = answer.maybe.isEmpty ? answer.maybe : no.intersect(answer.maybe)
        if (!maybe.isEmpty) {
          tally.doubted(maybe, rule.at, answer.why)
          doubt = answer.why
        }
        remotes = yes.union(maybe)
        if (remotes.isEmpty) return
        continue
      }
      const outcomes = step.act(packet, scene)
      if (isBranches(outcomes)) {
        this.#branches(frame, rule, at, packet, remotes, branchings, doubt, outcomes)
        return
      }
      if (outcomes.go !== 'on') {
        this.#ends(frame, rule, packet, remotes, outcomes, doubt)
        return
      }
      packet = outcomes.packet ?? packet
    }
    frame.here.add(packet, remotes)
    this.#tell(frame, rule, packet, remotes, 'goes on', doubt)
  }

  #branches(
    frame: Frame,
    rule: Rule,
    at: number,
    packet: Packet,
    all: AddressSet,
    branchings: number,
    doubted: string,
    branches: readonly Branch[],
  ): void {
    const none = all.minus(all)
    let rest = all
    let possible = none
    for (const { remotes: some, maybe, outcome } of branches) {
      const part = some === null ? (maybe === undefined ? rest : all) : all.intersect(some)
      if (part.isEmpty) continue
      if (maybe === undefined) rest = some === null ? none : rest.minus(some)
      else {
        possible = possible.union(part)
        this.#path.tally.doubted(part, rule.at, maybe)
      }
      const doubt = maybe ?? doubted
      if (outcome.go !== 'on') this.#ends(frame, rule, packet, part, outcome, doubt)
      else if (branchings < MOST_BRANCHINGS) this.#steps(frame, rule, at + 1, outcome.packet ?? packet, part, branchings + 1, doubt)
      else this.#path.tally.ended(part, 'unknown', rule.at, null, 'the rule branches too often')
    }
    frame.here.add(packet, rest.union(possible))
  }

  #ends(frame: Frame, rule: Rule, packet: Packet, remotes: AddressSet, outcome: Exclude<Outcome, { go: 'on' }>, doubt: string): void {
    const { tally } = this.#path
    this.#tell(frame, rule, packet, remotes, said(outcome, packet.family), doubt)
    switch (outcome.go) {
      case 'next':
        frame.here.add(packet, remotes)
        break
      case 'accept':
        this.#accepted.add(this.#path.accepted(outcome.packet ?? packet, remotes, rule.at), remotes)
        break
      case 'drop':
        tally.ended(remotes, 'drop', rule.at)
        break
      case 'reject':
        this.#path.answers.push({ packet, remotes, with: outcome.with, by: rule.at })
        break
      case 'jump':
      case 'goto':
        frame.calls.push({ chain: outcome.chain, goto: outcome.go === 'goto', packet, remotes, by: rule })
        break
      case 'return':
        frame.returned.add(packet, remotes)
        break
      case 'nat':
        this.#natted.add(this.#path.accepted(rewritten(packet, outcome, this.#path.scene.host), remotes, rule.at), remotes)
        break
      case 'unknown':
        tally.ended(remotes, 'unknown', rule.at, null, outcome.why)
        break
    }
  }

  #tell(frame: Frame, rule: Rule, packet: Packet, remotes: AddressSet, did: string, why: string): void {
    this.#path.visits?.matched(rule)
    this.#path.tell(packet.hook, rule.at, did, remotes, { depth: frame.depth, passed: frame.passed, why })
    frame.passed = 0
  }
}

function isBranches(outcomes: Outcome | readonly Branch[]): outcomes is readonly Branch[] {
  return Array.isArray(outcomes)
}

/** What a rule did, in nft's words. */
function said(outcome: Exclude<Outcome, { go: 'on' }>, family: 4 | 6): string {
  switch (outcome.go) {
    case 'next':
      return 'goes on'
    case 'reject':
      return outcome.with === 'rst' ? 'reject with tcp reset' : `reject with icmp ${outcome.with.type}/${outcome.with.code}`
    case 'jump':
    case 'goto':
      return `${outcome.go} ${outcome.chain}`
    case 'nat': {
      const { address, port, manip } = outcome
      const to = typeof address === 'number' || typeof address === 'bigint' ? formatAddress(addressOf(family, address)) : (address ?? '')
      return `${manip === 'dst' ? 'dnat' : 'snat'} to ${to === 'primary' ? 'this host' : to}${port === null ? '' : `:${port}`}`
    }
    default:
      return outcome.go
  }
}
