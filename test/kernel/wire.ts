import { ANSWER_BYTES, FRAME_BYTES, type Sign, signOf, writeSyn } from './frame.ts'
import { type Native, enter, setOption } from './native.ts'
import { LINK, type Stand } from './stand.ts'
import type { Syn } from './trial.ts'

const [AF_PACKET, SOCK_RAW, SOCK_CLOEXEC, MSG_DONTWAIT, EAGAIN] = [17, 3, 0o2000000, 0x40, 11]
/** linux/if_packet.h, asm-generic/socket.h */
const [SOL_PACKET, PACKET_IGNORE_OUTGOING, SOL_SOCKET, SO_RCVBUFFORCE, SO_ATTACH_FILTER] = [263, 23, 1, 33, 26]
const ETH_P_ALL = 3
/** An EtherType for experiments (IEEE 802): no protocol of the kernel takes it. */
const SENTINEL = 0x88b5
/** Received packets wait in a queue of netdev_max_backlog = 1000; each may have an answer, which waits in the same one. */
const BATCH = 256
/** A sentinel that is not back by then means a broken stand. */
const SENTINEL_MS = 5000
const RECEIVED = 512

/** linux/socket.h: struct mmsghdr is a msghdr of 56 bytes and a length. linux/uio.h: struct iovec. */
const MMSGHDR = { size: 64, iov: 16, iovLength: 24, length: 56 } as const
const IOVEC = 16

/** Frames side by side, with the arrays of sendmmsg(2) and recvmmsg(2) that point to them. */
class Frames {
  readonly messages: Buffer
  readonly #vectors: Buffer
  readonly #bytes: Buffer
  readonly #each: number

  constructor(native: Native, count: number, each: number) {
    this.#each = each
    this.#bytes = Buffer.alloc(count * each)
    this.#vectors = Buffer.alloc(count * IOVEC)
    this.messages = Buffer.alloc(count * MMSGHDR.size)
    const [bytes, vectors] = [native.address(this.#bytes), native.address(this.#vectors)]
    for (let index = 0; index < count; index++) {
      this.#vectors.writeBigUInt64LE(bytes + BigInt(index * each), index * IOVEC)
      this.#vectors.writeBigUInt64LE(BigInt(each), index * IOVEC + 8)
      this.messages.writeBigUInt64LE(vectors + BigInt(index * IOVEC), index * MMSGHDR.size + MMSGHDR.iov)
      this.messages.writeBigUInt64LE(1n, index * MMSGHDR.size + MMSGHDR.iovLength)
    }
  }

  slot(index: number): Buffer {
    return this.#bytes.subarray(index * this.#each, (index + 1) * this.#each)
  }

  setLength(index: number, length: number): void {
    this.#vectors.writeBigUInt64LE(BigInt(length), index * IOVEC + 8)
  }

  received(index: number): Buffer {
    return this.slot(index).subarray(0, Math.min(this.#each, this.messages.readUInt32LE(index * MMSGHDR.size + MMSGHDR.length)))
  }
}

const macOf = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex')

/**
 * The other end of eth0: sends SYNs and sees what comes back, there and at the sink. Whether nothing came back is known without waiting: all
 * packets go through one queue in order, and a sentinel after them goes there and comes back. It is seen by packet sockets, before any hook
 * of netfilter (__netif_receive_skb_core).
 */
export class Wire {
  readonly #native: Native
  readonly #sender: number
  readonly #seen: number
  readonly #hostEnd: number
  readonly #out: Frames
  readonly #in: Frames
  readonly #poll = Buffer.alloc(8)
  readonly #small = Buffer.alloc(64)
  #sentinels = 0
  #sequence = 0

  constructor({ native, host, wire }: Stand) {
    this.#native = native
    this.#out = new Frames(native, BATCH, FRAME_BYTES)
    this.#in = new Frames(native, RECEIVED, ANSWER_BYTES)
    enter(native, wire)
    this.#sender = packetSocket(native, 'wire', 0)
    this.#seen = packetSocket(native, null, ETH_P_ALL)
    setOption(native, this.#seen, SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
    enter(native, host)
    this.#hostEnd = packetSocket(native, 'eth0', ETH_P_ALL, sentinelsOnly(native))
  }

  /** Sends each SYN once. @returns for each of them what was seen of it, in order of arrival */
  send(syns: readonly Syn[]): Sign['kind'][][] {
    const signs: Sign['kind'][][] = syns.map(() => [])
    for (let from = 0; from < syns.length; from += BATCH) this.#sendBatch(syns.slice(from, from + BATCH), from, signs)
    return signs
  }

  /** The sequence number that the next SYN will have; each one after it has the next. */
  get nextSequence(): number {
    return this.#sequence
  }

  #sendBatch(syns: readonly Syn[], from: number, signs: Sign['kind'][][]): void {
    const first = this.#sequence
    const link = { from: macOf(LINK.wire), to: macOf(LINK.eth0) }
    for (const [index, syn] of syns.entries()) this.#out.setLength(index, writeSyn(this.#out.slot(index), link, syn, (first + index) >>> 0))
    this.#sequence = (first + syns.length) >>> 0
    for (let sent = 0; sent < syns.length;) {
      const done = this.#native.sendmmsg(this.#sender, this.#out.messages.subarray(sent * MMSGHDR.size), syns.length - sent, 0)
      if (done <= 0) throw new Error(`sendmmsg: errno ${this.#native.errno()}`)
      sent += done
    }
    this.#sentinel(this.#sender, LINK.wire, LINK.eth0)
    this.#await(this.#hostEnd, () => undefined)
    this.#sentinel(this.#hostEnd, LINK.eth0, LINK.wire)
    this.#await(this.#seen, (frame) => {
      const sign = signOf(frame)
      if (!sign) return
      const index = (sign.sequence - first) >>> 0
      if (index >= syns.length) throw new Error(`an answer to no packet of this batch: ${frame.toString('hex')}`)
      signs[from + index]?.push(sign.kind)
    })
  }

  #sentinel(fd: number, from: string, to: string): void {
    this.#small.fill(0)
    this.#small.set(macOf(to), 0)
    this.#small.set(macOf(from), 6)
    this.#small.writeUInt16BE(SENTINEL, 12)
    this.#small.writeUInt32BE(++this.#sentinels >>> 0, 14)
    if (this.#native.send(fd, this.#small, 60, 0) < 0) throw new Error(`send: errno ${this.#native.errno()}`)
  }

  /** Reads until the last sentinel has come. */
  #await(fd: number, see: (frame: Buffer) => void): void {
    for (;;) {
      this.#poll.writeInt32LE(fd, 0)
      this.#poll.writeInt16LE(1, 4)
      if (this.#native.poll(this.#poll, 1, SENTINEL_MS) === 0) throw new Error('the sentinel does not come back')
      const count = this.#native.recvmmsg(fd, this.#in.messages, RECEIVED, MSG_DONTWAIT, null)
      if (count < 0 && this.#native.errno() !== EAGAIN) throw new Error(`recvmmsg: errno ${this.#native.errno()}`)
      for (let index = 0; index < count; index++) {
        const frame = this.#in.received(index)
        if (frame.length < 18 || frame.readUInt16BE(12) !== SENTINEL) see(frame)
        else if (frame.readUInt32BE(14) === this.#sentinels >>> 0) return
      }
    }
  }

  close(): void {
    for (const fd of [this.#sender, this.#seen, this.#hostEnd]) this.#native.close(fd)
  }
}

/** packet(7), in the namespace of this thread. @param device null: all */
function packetSocket(native: Native, device: string | null, protocol: number, filter?: Buffer): number {
  const fd = native.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)
  if (fd < 0) throw new Error(`socket: errno ${native.errno()}`)
  // Set before it is bound to a protocol: until then it receives nothing.
  setOption(native, fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
  if (filter && native.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, filter.length) !== 0)
    throw new Error(`SO_ATTACH_FILTER: errno ${native.errno()}`)
  const address = Buffer.alloc(20)
  address.writeUInt16LE(AF_PACKET, 0)
  address.writeUInt16BE(protocol, 2)
  address.writeInt32LE(device === null ? 0 : native.if_nametoindex(device), 4)
  if (native.bind(fd, address, address.length) !== 0) throw new Error(`bind: errno ${native.errno()}`)
  return fd
}

/** struct sock_filter: code, jt, jf, k. What stays alive as long as the process: setsockopt has copied it. */
const program: Buffer[] = []

/** linux/filter.h: struct sock_fprog of a program that takes sentinels alone. */
function sentinelsOnly(native: Native): Buffer {
  const instructions: readonly (readonly [code: number, yes: number, no: number, k: number])[] = [
    // BPF_LD | BPF_H | BPF_ABS: the EtherType.
    [0x28, 0, 0, 12],
    // BPF_JMP | BPF_JEQ
    [0x15, 0, 1, SENTINEL],
    // BPF_RET
    [0x06, 0, 0, 0xffff],
    [0x06, 0, 0, 0],
  ]
  const code = Buffer.alloc(instructions.length * 8)
  for (const [index, [operation, yes, no, k]] of instructions.entries()) {
    code.writeUInt16LE(operation, index * 8)
    code[index * 8 + 2] = yes
    code[index * 8 + 3] = no
    code.writeUInt32LE(k, index * 8 + 4)
  }
  program.push(code)
  const whole = Buffer.alloc(16)
  whole.writeUInt16LE(instructions.length, 0)
  whole.writeBigUInt64LE(native.address(code), 8)
  return whole
}
