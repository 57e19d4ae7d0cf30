import type { RuleRef } from '../region.ts'
import { ChainRun } from './chain.ts'
import { type BaseChain, CONNTRACK, hasNat, NAT_DST, NAT_SRC, type Turn, turns } from './hooks.ts'
import type { Hook, Packet, Tracked } from './packet.ts'
import type { Path } from './path.ts'
import { kernelRule } from './routing.ts'
import { tracks } from './tracking.ts'
import { Ways } from './ways.ts'

/** Bits of ct status that say that a direction of NAT is decided, if only to nothing (IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE). */
const NAT_DONE = { src: 128, dst: 256 } as const

/** What connection tracking makes of packets that meet it, at its priority. */
export type Track = (ct: Tracked) => Tracked

export interface Station {
  readonly hook: Hook
  /** What happens at priority -200; null: nothing at this hook. */
  readonly track: Track | null
  /** Which half of NAT is decided at this hook for new connections; null: none. */
  readonly nat: 'src' | 'dst' | null
  /** What NAT of an answer puts back at its priority; null: nothing. */
  readonly untranslate: ((packet: Packet) => Packet) | null
}

type Step = (ways: Ways) => Ways

/** All base chains of one hook, in order, with what the kernel does between them (nf_hook_slow). @returns who goes on */
export function through(path: Path, station: Station, entering: Ways): Ways {
  const { hook } = station
  let ways = entering.map((packet) => (packet.hook === hook ? packet : { ...packet, hook }))
  const [first] = ways.list
  if (!first) return ways
  for (const { what, hook: at } of path.ruleset.unmodelled)
    if (at === hook)
      for (const { remotes } of ways.list) path.tally.ended(remotes, 'unknown', kernelRule(hook, what), null, `what is decided by ${what}`)
  const kernel = kernelSteps(path, station, first.packet.family)
  const filters = turns(path.ruleset, hook, first.packet.family, 'filter')
  const priorities = new Set([...kernel.keys(), ...filters.map(({ priority }) => priority)])
  for (const priority of [...priorities].toSorted((a, b) => a - b)) {
    const own = kernel.get(priority)
    const turn = filters.find((one) => one.priority === priority)
    const steps: Step[] = own ? [own] : []
    if (turn) steps.push((at) => filtered(path, turn, at))
    const unordered = own !== undefined && turn?.chains.find(speaks)
    ways = unordered
      ? eitherOrder(path, unordered.chain.at, 'at this priority the kernel itself works, too', steps, ways)
      : inOrder(steps, ways)
  }
  return ways
}

/** What the kernel does at a hook beside asking chains, by priority. */
function kernelSteps(path: Path, { hook, track, nat, untranslate }: Station, family: 4 | 6): ReadonlyMap<number, Step> {
  const steps = new Map<number, Step>()
  if (track) steps.set(CONNTRACK, (at) => at.map((packet) => tracked(packet, track)))
  if (nat || untranslate)
    steps.set(hook === 'prerouting' || hook === 'output' ? NAT_DST : NAT_SRC, (at) => {
      const done = nat && tracks(path.ruleset, family) ? translated(path, turns(path.ruleset, hook, family, 'nat'), at, nat) : at
      return untranslate ? done.map(untranslate) : done
    })
  return steps
}

function inOrder(steps: readonly Step[], ways: Ways): Ways {
  return steps.reduce((at, step) => (at.isEmpty ? at : step(at)), ways)
}

/** The order is not told by a dump: both are walked. */
function eitherOrder(path: Path, by: RuleRef, why: string, steps: readonly Step[], ways: Ways): Ways {
  for (const { remotes } of ways.list) path.tally.doubted(remotes, by, why)
  const passed = new Ways()
  path.inEitherOrder(
    () => passed.addAll(inOrder(steps, ways)),
    () => passed.addAll(inOrder(steps.toReversed(), ways)),
  )
  return passed
}

function tracked(packet: Packet, track: Track): Packet {
  const ct = track(packet.ct)
  return ct === packet.ct ? packet : { ...packet, ct }
}

/** The chains of one priority. */
function filtered(path: Path, { chains }: Turn, ways: Ways): Ways {
  const steps = chains.map(
    (chain): Step =>
      (at) =>
        asked(path, chain, at),
  )
  const [first, ...more] = chains.filter(speaks)
  if (!first || more.every(({ table }) => table === first.table)) return inOrder(steps, ways)
  return eitherOrder(path, first.chain.at, 'chains of several tables have this priority, and which is first is not in a dump', steps, ways)
}

/** Whether it matters when a chain is asked: one without a rule that accepts says always the same. */
function speaks({ chain, base }: BaseChain): boolean {
  return chain.rules.length > 0 || base.policy === 'drop'
}

/** One base chain; one that is bound to devices is asked only for packets of theirs. */
function asked(path: Path, { table, chain, base }: BaseChain, ways: Ways): Ways {
  if (base.devices.length === 0) return new ChainRun(path, table, chain).walk(ways).accepted
  const bound = new Ways()
  const past = new Ways()
  for (const { packet, remotes } of ways.list) {
    const device = base.hook === 'egress' ? packet.oif : packet.iif
    if (device === null) {
      path.tally.doubted(remotes, chain.at, 'the interface is not known')
      bound.add(packet, remotes)
      past.add(packet, remotes)
    } else (base.devices.some((name) => fits(name, device)) ? bound : past).add(packet, remotes)
  }
  const { accepted } = new ChainRun(path, table, chain).walk(bound)
  past.addAll(accepted)
  return past
}

function fits(name: string, device: string): boolean {
  return name.endsWith('*') ? device.startsWith(name.slice(0, -1)) : name === device
}

/** NAT at a hook: nf_nat_inet_fn(). Only a new connection asks the nat chains. */
function translated(path: Path, order: readonly Turn[], ways: Ways, manip: 'src' | 'dst'): Ways {
  const done = new Ways()
  const fresh = new Ways()
  const old = new Ways()
  for (const { packet, remotes } of ways.list) {
    const { state } = packet.ct
    ;(state === 'new' || state === 'related' || state === null ? fresh : state === 'established' ? old : done).add(packet, remotes)
  }
  done.addAll(asNew(path, order, fresh))
  if (!old.isEmpty) done.addAll(asBefore(path, order, old))
  return hasNat(path.ruleset, ways.list[0]?.packet.family ?? 4) ? done.map((packet) => decided(packet, manip)) : done
}

/** One nat chain after the other, until one has set up NAT. */
function asNew(path: Path, order: readonly Turn[], ways: Ways): Ways {
  const done = new Ways()
  let open = ways
  for (const { table, chain } of order.flatMap(({ chains }) => chains)) {
    const { accepted, natted } = new ChainRun(path, table, chain).walk(open)
    done.addAll(natted)
    open = accepted
  }
  done.addAll(open)
  return done
}

/** A tracked connection keeps the NAT of its first packet; that was set up as these rules would do it now, or not at all. */
function asBefore(path: Path, order: readonly Turn[], ways: Ways): Ways {
  const first = ways.map((packet) => ({ ...packet, ct: { ...packet.ct, state: 'new' } }))
  const then = asNew(path.unbooked(), order, first).map((packet) => ({ ...packet, ct: { ...packet.ct, state: 'established' } }))
  for (const { packet, remotes } of ways.list) {
    const lost = then.list.reduce((left, one) => left.minus(one.remotes), remotes)
    then.add(packet, lost)
  }
  return then
}

function decided(packet: Packet, manip: 'src' | 'dst'): Packet {
  const { status, state } = packet.ct
  const none = state === 'untracked' || state === 'none' || state === 'invalid'
  return status === null || none ? packet : { ...packet, ct: { ...packet.ct, status: status | NAT_DONE[manip] } }
}
