import { execFileSync } from 'node:child_process'
import { release } from 'node:os'
import type { Verdict } from '../../src/firewall/region.ts'
import { Loader } from './load.ts'
import { Nfnetlink } from './nfnetlink.ts'
import { TRACING, type TracedRule, Tracer } from './nftrace.ts'
import { buildStand, type Stand } from './stand.ts'
import type { Trial } from './trial.ts'
import { Wire } from './wire.ts'

/** What the kernel did with one SYN. */
export interface KernelAnswer {
  readonly verdict: Verdict
  /** Null where no chain of nf_tables saw it; undefined where it was not traced. */
  readonly by: TracedRule | null | undefined
}

/** What is loaded, as the tools tell it. Null: nothing of that kind was loaded. */
export interface Dumps {
  readonly nft: string | null
  readonly iptables: string | null
  readonly ip6tables: string | null
  readonly iptablesLegacy: string | null
  readonly ip6tablesLegacy: string | null
  readonly ipset: string | null
}

const DUMPS: readonly (readonly [key: keyof Dumps, command: string, ...words: string[]])[] = [
  ['nft', 'nft', '-s', 'list', 'ruleset'],
  ['iptables', 'iptables-nft-save'],
  ['ip6tables', 'ip6tables-nft-save'],
  ['iptablesLegacy', 'iptables-legacy-save'],
  ['ip6tablesLegacy', 'ip6tables-legacy-save'],
  ['ipset', 'ipset', 'save'],
]

/** linux/netfilter/nfnetlink_conntrack.h: NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE. Without attributes: all. */
const FLUSH_CONNECTIONS = (1 << 8) | 2
/** nf_conntrack_max is 65536 on small machines. */
const MOST_CONNECTIONS = 20_000

/** Loading takes as long as thousands of packets. */
const MOST_RELOADS = 12

/** The kernel of this machine, asked what it does with packets. */
export class Kernel {
  /** For those who do more with it than to send packets. */
  readonly stand: Stand
  readonly #wire: Wire
  readonly #loader: Loader
  readonly #tracer: Tracer
  readonly #tracking: Nfnetlink
  /** SYNs that may have left a connection. */
  readonly #sent = new Set<string>()

  /** @throws Error without root, or where something is missing that it needs */
  constructor(cpu?: number) {
    this.stand = buildStand(cpu)
    this.#wire = new Wire(this.stand)
    this.#loader = new Loader(this.stand.native)
    this.#tracer = new Tracer(this.stand.native)
    this.#tracking = new Nfnetlink(this.stand.native)
  }

  /**
   * Loads the rules and sends the packets.
   * @param traced also ask which rule of nf_tables decided
   * @returns an answer for each packet; where rules count, for the first MOST_RELOADS alone
   * @throws Refused when a tool does not take its part
   */
  ask(trial: Trial, traced: boolean): KernelAnswer[] {
    if (!trial.counts) {
      this.#load(trial, traced)
      this.#forget(trial)
      return this.#send(trial, trial.packets, traced)
    }
    return trial.packets.slice(0, MOST_RELOADS).flatMap((packet) => {
      this.#load(trial, traced)
      this.#flush()
      return this.#send(trial, [packet], traced)
    })
  }

  /** Loads the rules alone: connections that are open stay. */
  load(trial: Trial): void {
    this.#loader.load(trial)
  }

  /** What the tools say is loaded for the trial. */
  dump(trial: Trial): Dumps {
    this.#load(trial, false)
    const dumps: Record<string, string | null> = {}
    for (const [key, command, ...words] of DUMPS) dumps[key] = trial[key] === null ? null : this.#loader.dump(command, words)
    return dumps as unknown as Dumps
  }

  #load(trial: Trial, traced: boolean): void {
    this.#loader.load(trial)
    if (!traced) return
    this.#loader.nft(TRACING)
    this.#tracer.learn()
  }

  #send(trial: Trial, packets: Trial['packets'], traced: boolean): KernelAnswer[] {
    const first = this.#wire.nextSequence
    const signs = this.#wire.send(packets)
    const by = traced ? this.#tracer.deciding(first, packets.length) : []
    return signs.map((seen, index) => {
      if (seen.length > 1)
        throw new Error(`one packet, two answers: ${seen.join(', ')} for ${JSON.stringify({ ...trial, packets: [packets[index]] })}`)
      return { verdict: verdictOf(seen[0]), by: by[index] }
    })
  }

  /** Connection tracking must not know a packet from an earlier trial. */
  #forget({ packets }: Trial): void {
    const keys = packets.map(({ source, sourcePort, destination, port }) => `${source} ${sourcePort} ${destination} ${port}`)
    if (this.#sent.size + keys.length > MOST_CONNECTIONS || keys.some((key) => this.#sent.has(key))) this.#flush()
    for (const key of keys) this.#sent.add(key)
  }

  #flush(): void {
    this.#tracking.order(FLUSH_CONNECTIONS, 0)
    this.#sent.clear()
  }

  close(): void {
    this.#tracking.close()
    this.#tracer.close()
    this.#loader.close()
    this.#wire.close()
    this.stand.close()
  }
}

function verdictOf(seen: ReturnType<Wire['send']>[number][number] | undefined): Verdict {
  if (seen === undefined) return 'drop'
  if (seen === 'syn-ack') return 'accept'
  return seen === 'syn' ? 'forward' : seen
}

/** What the answers are true for. */
export interface Versions {
  /** `uname -r` */
  readonly kernel: string
  readonly nft: string
  readonly iptables: string
  readonly ipset: string
}

export function versions(): Versions {
  const first = (command: string): string => /v\d[\w.]*/.exec(execFileSync(command, ['--version']).toString())?.[0] ?? ''
  return { kernel: release(), nft: first('nft'), iptables: first('iptables'), ipset: first('ipset') }
}
