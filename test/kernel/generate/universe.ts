import { formatAddress, parseAddress } from '../../../src/net/address.ts'
import { HOST_ADDRESSES, OPEN_PORTS } from '../trial.ts'
import type { Random } from './random.ts'

/** Both ends belong to it. */
export interface Range {
  readonly first: bigint
  readonly last: bigint
}

/** Beyond the host under test: packets to it are forwarded. */
export const BEYOND = { 4: '10.8.0.9', 6: 'fd08::9' } as const

/** Networks of the wire and beyond it: no forged source lies in them, since answers to it would not go back as to any other. */
const LOCAL_NETWORKS = { 4: ['10.9.0.0', '10.8.0.0'], 6: ['fd09::', 'fd08::'] } as const
const LOCAL_HOST_BITS = { 4: 16n, 6: 112n } as const

const number = (text: string): bigint => parseAddress(text)?.value ?? 0n

/**
 * The addresses and ports that the rules of one trial speak of. They are few and near each other, so that rules overlap, and each is remembered,
 * so that packets are sent to the edges of what the rules say.
 */
export class Universe {
  readonly family: 4 | 6
  readonly bits: 32 | 128
  readonly random: Random
  readonly #bases: readonly bigint[]
  readonly #edges: bigint[] = []
  readonly #ports = new Set<number>(OPEN_PORTS)
  readonly #sourcePorts = new Set<number>()

  constructor(random: Random, family: 4 | 6) {
    this.random = random
    this.family = family
    this.bits = family === 4 ? 32 : 128
    this.#bases = Array.from({ length: random.int(2, 4) }, () => this.#anySource())
  }

  text(value: bigint): string {
    return formatAddress({ family: this.family, value })
  }

  /** An address of the remote side. */
  remote(): bigint {
    const { random } = this
    if (this.#edges.length > 4 && random.chance(0.4)) return random.pick(this.#edges)
    const base = random.pick(this.#bases)
    const value = random.chance(0.04) ? this.#anySource() : base ^ random.big(random.pick([1, 2, 3, 4, 6, 8, 10]))
    this.#remember(value)
    return value
  }

  /** A prefix or any other range of the remote side, mostly small. */
  remotes(): Range {
    const { random } = this
    if (random.chance(0.6)) return this.prefix(this.remote(), this.length())
    const one = this.remote()
    const other = random.chance(0.1) ? this.remote() : one ^ random.big(random.pick([2, 4, 6, 8, 10]))
    const range = one < other ? { first: one, last: other } : { first: other, last: one }
    this.rememberRange(range)
    return range
  }

  /** Of a prefix of the remote side. */
  length(): number {
    return this.random.pick(
      this.family === 4
        ? [8, 16, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]
        : [16, 48, 64, 96, 112, 116, 118, 120, 122, 124, 126, 127, 128],
    )
  }

  /** The prefix of this length around an address. */
  prefix(address: bigint, length: number): Range {
    const host = BigInt(this.bits - length)
    const first = (address >> host) << host
    const range = { first, last: first | ((1n << host) - 1n) }
    this.rememberRange(range)
    return range
  }

  rememberRange({ first, last }: Range): void {
    this.#remember(first)
    this.#remember(last)
  }

  /** An address that packets are sent to, mostly. */
  local(): bigint {
    const { random, family } = this
    return number(
      random.weighted([
        [HOST_ADDRESSES[family][0], 5],
        [HOST_ADDRESSES[family][1], 3],
        [BEYOND[family], 1],
        [family === 4 ? '10.9.0.77' : 'fd09::77', 0.5],
      ]),
    )
  }

  locals(): Range {
    const address = this.local()
    const { random, bits } = this
    if (random.chance(0.6)) {
      const host = BigInt(bits - random.pick(this.family === 4 ? [24, 28, 30, 31, 16] : [64, 112, 126, 127, 48]))
      const first = (address >> host) << host
      return { first, last: first | ((1n << host) - 1n) }
    }
    return { first: address - BigInt(random.int(0, 2)), last: address + BigInt(random.int(0, 9)) }
  }

  /** A port that packets are sent to, mostly. */
  port(): number {
    const { random } = this
    const port = random.weighted([
      [22, 5],
      [2222, 3],
      [8022, 2],
      [random.pick([21, 23, 80, 443, 2221, 2223, 8021, 8023]), 1],
      [random.int(1, 65_535), 0.7],
    ])
    if (!this.#ports.has(port) && this.#ports.size < 12) this.#ports.add(port)
    return port
  }

  ports(): Range {
    const { random } = this
    const [first, length] = [this.port(), random.pick([0, 1, 1, 2, 2, 10, 10, 200, 6000, 40_000])]
    const low = Math.max(0, first - random.int(0, length))
    return { first: BigInt(low), last: BigInt(Math.min(65_535, low + length)) }
  }

  sourcePort(): number {
    const { random } = this
    const known = [...this.#sourcePorts]
    if (known.length > 3 && random.chance(0.5)) return random.pick(known)
    const port = random.int(1024, 65_534)
    this.#sourcePorts.add(port)
    return port
  }

  sourcePorts(): Range {
    const [first, length] = [this.sourcePort(), this.random.pick([1, 5, 1000, 20_000])]
    return { first: BigInt(first), last: BigInt(Math.min(65_535, first + length)) }
  }

  /** A source that the rules of this trial may tell apart from others: a remembered edge, its neighbour, or any. */
  source(): bigint {
    const { random } = this
    const value = random.weighted<() => bigint>([
      [() => random.pick(this.#edges.length > 0 ? this.#edges : this.#bases), 5],
      [() => random.pick(this.#edges.length > 0 ? this.#edges : this.#bases) + (random.chance(0.5) ? 1n : -1n), 2],
      [() => random.pick(this.#bases) ^ random.big(random.pick([4, 8, 10])), 2],
      [() => this.#anySource(), 0.6],
    ])()
    return this.#forgeable(value) ? value : this.#anySource()
  }

  /** A port of the packets to send: mostly an open one. */
  packetPort(): number {
    const { random } = this
    return random.chance(0.75)
      ? random.weighted([
          [22, 5],
          [2222, 3],
          [8022, 2],
        ])
      : random.pick([...this.#ports, 24, 9999])
  }

  packetSourcePort(): number {
    const { random } = this
    const known = [...this.#sourcePorts]
    if (known.length === 0 || random.chance(0.4)) return random.int(1024, 65_535)
    return Math.min(65_535, random.pick(known) + random.pick([0, 0, 0, 1, -1]))
  }

  #remember(value: bigint): void {
    if (this.#edges.length < 120) this.#edges.push(value)
  }

  #anySource(): bigint {
    for (;;) {
      const value =
        this.family === 4
          ? this.random.big(32)
          : this.random.chance(0.7)
            ? (0x2001n << 112n) | (this.random.big(8) << 96n) | this.random.big(this.random.pick([16, 32, 80]))
            : (0xfdn << 120n) | this.random.big(120)
      if (this.#forgeable(value)) return value
    }
  }

  /** Whether the host takes packets from it as from any unicast address of the Internet, and answers by the default route. */
  #forgeable(value: bigint): boolean {
    if (
      value < 0n ||
      LOCAL_NETWORKS[this.family].some(
        (network) => value >> LOCAL_HOST_BITS[this.family] === number(network) >> LOCAL_HOST_BITS[this.family],
      )
    )
      return false
    if (this.family === 6) return value >> 125n === 1n || value >> 121n === 0x7en
    const top = value >> 24n
    return top > 0n && top !== 127n && top < 224n
  }
}
