import { type Native, setOption } from './native.ts'

const [AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC, NETLINK_NETFILTER, MSG_DONTWAIT, EAGAIN] = [16, 3, 0o2000000, 12, 0x40, 11]
const [SOL_SOCKET, SO_RCVBUFFORCE, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP] = [1, 33, 270, 1]
const [NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLMSG_ERROR, NLMSG_DONE] = [1, 4, 0x300, 2, 3]
/** linux/netlink.h: nlmsghdr. linux/netfilter/nfnetlink.h: nfgenmsg, of a family, a version and a resource id. */
const [NLMSGHDR, NFGENMSG] = [16, 4]
const NLA_TYPE_MASK = 0x3fff
const READ_BYTES = 1 << 16

export interface Message {
  /** Subsystem and message, as in linux/netfilter/nfnetlink.h. */
  readonly type: number
  /** NFPROTO_* */
  readonly family: number
  readonly attributes: ReadonlyMap<number, Buffer>
}

/** The attributes of linux/netlink.h (nlattr) in these bytes, by type. */
export function attributesOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16LE(at)
    if (length < 4 || at + length > bytes.length) break
    found.set(bytes.readUInt16LE(at + 2) & NLA_TYPE_MASK, bytes.subarray(at + 4, at + length))
    at += (length + 3) & ~3
  }
  return found
}

export const textOf = (bytes: Buffer | undefined): string => (bytes ? bytes.toString('latin1').replace(/\0$/, '') : '')

/** A netlink socket to netfilter, in the network namespace of this thread. */
export class Nfnetlink {
  readonly #native: Native
  readonly #fd: number
  readonly #bytes = Buffer.alloc(READ_BYTES)
  #sequence = 0

  /** @param group whose messages it gets (enum nfnetlink_groups) */
  constructor(native: Native, group?: number) {
    this.#native = native
    this.#fd = native.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER)
    if (this.#fd < 0) throw new Error(`socket: errno ${native.errno()}`)
    // struct sockaddr_nl: the kernel chooses a port. A socket without one gets no broadcasts (do_one_broadcast).
    const address = Buffer.alloc(12)
    address.writeUInt16LE(AF_NETLINK, 0)
    if (native.bind(this.#fd, address, address.length) !== 0) throw new Error(`bind: errno ${native.errno()}`)
    setOption(native, this.#fd, SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
    if (group !== undefined) setOption(native, this.#fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
  }

  /** All messages that wait. @throws Error when the kernel had to drop some */
  *pending(): Generator<Message> {
    for (;;) {
      const length = this.#native.recv(this.#fd, this.#bytes, READ_BYTES, MSG_DONTWAIT)
      if (length < 0) {
        if (this.#native.errno() === EAGAIN) return
        throw new Error(`netlink: errno ${this.#native.errno()}`)
      }
      for (const { type, body } of split(this.#bytes.subarray(0, length))) yield messageOf(type, body)
    }
  }

  /** Asks for all things of a kind. */
  dump(type: number, family: number): Message[] {
    this.#ask(type, family, NLM_F_REQUEST | NLM_F_DUMP)
    const found: Message[] = []
    for (;;) {
      for (const { type: kind, body } of this.#answers()) {
        if (kind === NLMSG_DONE) return found
        if (kind === NLMSG_ERROR) throw new Error(`netlink: errno ${-body.readInt32LE(0)}`)
        found.push(messageOf(kind, body))
      }
    }
  }

  /** Orders something that has no attributes. */
  order(type: number, family: number): void {
    this.#ask(type, family, NLM_F_REQUEST | NLM_F_ACK)
    for (const { type: kind, body } of this.#answers())
      if (kind === NLMSG_ERROR && body.readInt32LE(0) !== 0) throw new Error(`netlink: errno ${-body.readInt32LE(0)}`)
  }

  #ask(type: number, family: number, flags: number): void {
    const bytes = Buffer.alloc(NLMSGHDR + NFGENMSG)
    bytes.writeUInt32LE(bytes.length, 0)
    bytes.writeUInt16LE(type, 4)
    bytes.writeUInt16LE(flags, 6)
    bytes.writeUInt32LE(++this.#sequence, 8)
    bytes[NLMSGHDR] = family
    if (this.#native.send(this.#fd, bytes, bytes.length, 0) < 0) throw new Error(`netlink: errno ${this.#native.errno()}`)
  }

  #answers(): ReturnType<typeof split> {
    const length = this.#native.recv(this.#fd, this.#bytes, READ_BYTES, 0)
    if (length < 0) throw new Error(`netlink: errno ${this.#native.errno()}`)
    return split(Buffer.from(this.#bytes.subarray(0, length)))
  }

  close(): void {
    this.#native.close(this.#fd)
  }
}

function messageOf(type: number, body: Buffer): Message {
  return { type, family: body[0] ?? 0, attributes: attributesOf(body.subarray(NFGENMSG)) }
}

function* split(bytes: Buffer): Generator<{ readonly type: number; readonly body: Buffer }> {
  for (let at = 0; at + NLMSGHDR <= bytes.length;) {
    const length = bytes.readUInt32LE(at)
    if (length < NLMSGHDR || at + length > bytes.length) return
    yield { type: bytes.readUInt16LE(at + 4), body: bytes.subarray(at + NLMSGHDR, at + length) }
    at += (length + 3) & ~3
  }
}
