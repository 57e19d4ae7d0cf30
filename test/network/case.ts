import type { Certainty } from '../../src/model/cause.ts'
import type { SshSeen } from '../../src/model/diagnosis.ts'
import type { Layer } from '../../src/model/layer.ts'
import type { TcpOutcome } from '../../src/model/observation.ts'
import type { Family, Host, Net } from './net.ts'
import type { DnsKind, PeerKind } from './peer.ts'
import type { Setting } from '../../lab/run/program.ts'

/** What is done to the lab, in this order. */
export type Step =
  | { readonly on: Host; readonly sh: string }
  /** A small server of peer.ts. */
  | { readonly on: Host; readonly peer: PeerKind | DnsKind; readonly port?: number }
  /** Connections that are opened and kept. */
  | { readonly on: Host; readonly hold: { readonly address: string; readonly port: number; readonly count: number } }
  /** A real sshd; `deny` becomes its /etc/hosts.deny, `stop` freezes it once it listens. */
  | { readonly on: Host; readonly sshd: readonly string[]; readonly deny?: string; readonly stop?: true }
  /** A real sshd of Debian 13. */
  | { readonly on: Host; readonly sshd13: readonly string[] }

/**
 * What tcpdump must see for the SYNs to a port. `nothing left`: not one SYN, and no answer. The word for an ICMP error is
 * `icmp TYPE/CODE ADDRESS`; with `unsent` no SYN left either, the error is the client's own.
 */
export type WireTruth =
  | 'rst'
  | 'syn-ack'
  | 'none'
  | 'nothing left'
  | 'unsent rst'
  | 'unsent syn-ack'
  | `${'' | 'unsent '}icmp ${number}/${number} ${string}`

export interface AddressTruth {
  readonly address: string
  readonly port?: number
  readonly wire: WireTruth
  readonly outcome: TcpOutcome
  readonly errno?: string
  readonly ssh?: Partial<Pick<SshSeen, 'reached' | 'ended'>>
  /** The rung that blocks, or one of these; null: none. */
  readonly blocks: Layer | readonly Layer[] | null
}

export interface Truth {
  readonly addresses: readonly AddressTruth[]
  readonly exit: 0 | 1
  /** Any of these causes, with any of these certainties; null: no verdict; absent: whatever fits the rest. */
  readonly verdict?: { readonly cause: readonly string[]; readonly certainty: readonly Certainty[] } | null
  /** Said to be likely, beside the verdict or in it. */
  readonly likely?: readonly string[]
  /** Nothing speaks for these more than for others. */
  readonly atMostPossible?: readonly string[]
  /** What was really broken: said with any certainty from possible to proven. */
  readonly said?: readonly string[]
  /** What was really broken, or could as well be: not excluded. */
  readonly open?: readonly string[]
  /** Ids that may be proven; any other fails. */
  readonly proven?: readonly string[]
  readonly excluded?: readonly string[]
  /** Ids that are neither possible nor more. */
  readonly never?: readonly string[]
}

export interface Case extends Setting, Truth {
  readonly steps: readonly Step[]
  /** Leaves the kernel's ICMP rate limits at their defaults. */
  readonly icmpLimits?: true
  /** The client's own rules send packets elsewhere than the program wants. */
  readonly redirected?: true
  /** What is typed after the options; the address of the server when absent. */
  readonly typed?: readonly string[]
}

/** A case by name, for each of its families; both unless said. */
export interface Scenario {
  readonly name: string
  readonly families?: readonly Family[]
  readonly case: (net: Net) => Case
}
