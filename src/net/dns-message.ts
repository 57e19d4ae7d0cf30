import { formatAddress } from './address.ts'

/** The record types that are asked for (IANA, DNS parameters). */
export const DNS_TYPE = { A: 1, CNAME: 5, AAAA: 28, OPT: 41, SSHFP: 44 } as const
export type AskedType = 'A' | 'AAAA' | 'SSHFP'

const IN = 1
const HEADER = 12
/** RFC 6891 section 6.2.5, and the size that no path is known to cut (DNS Flag Day 2020). */
const UDP_SIZE = 1232
/** RFC 1035 section 3.1: a name on the wire, with its lengths. */
const MAX_NAME = 255
const MAX_RECORDS = 1024
const MAX_ADDRESSES = 64
const MAX_FINGERPRINTS = 16
/** No resolver follows more. */
const MAX_CNAMES = 16

/** An SSHFP record (RFC 4255 section 3.1): numbers of the algorithm and of the hash, and the hash in lower-case hex. */
export interface Fingerprint {
  readonly algorithm: number
  readonly hash: number
  readonly hex: string
}

/** What a name server said. Names are printable ASCII: what is none stands as `\DDD` (RFC 1035 section 5.1). */
export interface DnsAnswer {
  readonly id: number
  /** Null where the server did not send it back. */
  readonly question: { readonly name: string; readonly type: number } | null
  /** TC: the rest must be asked for by TCP. */
  readonly truncated: boolean
  /** AA, RA: whether it speaks for itself, and whether it looks names up for others. */
  readonly authoritative: boolean
  readonly recursive: boolean
  /** AD: the server says that it has validated all of it (RFC 4035 section 3.2.3). */
  readonly authentic: boolean
  /** With the upper bits of EDNS (RFC 6891 section 6.1.3). */
  readonly rcode: number
  /** Of the type asked for, canonical text. */
  readonly addresses: readonly string[]
  readonly fingerprints: readonly Fingerprint[]
  /** Where the CNAMEs lead; absent without any. */
  readonly canonical?: string
}

/**
 * A name on the wire (RFC 1035 section 3.1); null when it cannot be asked for: an empty or a long label, a long name, or a byte that is no
 * printable ASCII.
 */
function encodeName(name: string): readonly number[] | null {
  const labels = name.replace(/\.$/, '').split('.')
  const bytes: number[] = []
  for (const label of labels) {
    if (!/^[!-[\]-~]{1,63}$/.test(label)) return null
    bytes.push(label.length, ...Array.from(label, (character) => character.charCodeAt(0)))
  }
  bytes.push(0)
  return bytes.length <= MAX_NAME ? bytes : null
}

/**
 * A question with RD, and with AD, which asks for the AD bit of the answer without the signatures themselves (RFC 6840 section 5.7).
 * @param id 16 bits, not to be guessed
 * @param edns false for servers that do not know EDNS (RFC 6891 section 7)
 * @returns null when no such name can be asked for
 */
export function buildQuery(id: number, name: string, type: AskedType, edns: boolean): Uint8Array | null {
  const question = encodeName(name)
  if (!question) return null
  const counts = [0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0]
  const opt = edns ? [0, 0, DNS_TYPE.OPT, UDP_SIZE >> 8, UDP_SIZE & 0xff, 0, 0, 0, 0, 0, 0] : []
  return Uint8Array.from([id >> 8, id & 0xff, 0x01, 0x20, ...counts, ...question, 0, DNS_TYPE[type], 0, IN, ...opt])
}

/** A message that ends too early or makes no sense: caught by parseAnswer(). */
class Malformed extends Error {}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at = HEADER

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u16(): number {
    const at = this.skip(2)
    return this.#view.getUint16(at)
  }

  u32(): number {
    const at = this.skip(4)
    return this.#view.getUint32(at)
  }

  /** @returns where the skipped bytes begin */
  skip(count: number): number {
    const at = this.at
    if (at + count > this.#bytes.length) throw new Malformed()
    this.at = at + count
    return at
  }

  slice(count: number): Uint8Array {
    const at = this.skip(count)
    return this.#bytes.subarray(at, at + count)
  }

  /** A name, its pointers followed (RFC 1035 section 4.1.4): each leads strictly back, so there is no loop. */
  name(): string {
    const labels: string[] = []
    let size = 1
    let at = this.at
    let end: number | null = null
    let lowest = at
    for (;;) {
      const length = this.#bytes[at]
      if (length === undefined) throw new Malformed()
      if (length >= 0xc0) {
        const low = this.#bytes[at + 1]
        if (low === undefined) throw new Malformed()
        end ??= at + 2
        const to = ((length & 0x3f) << 8) | low
        if (to >= lowest || to < HEADER) throw new Malformed()
        lowest = at = to
        continue
      }
      if (length > 63 || at + 1 + length > this.#bytes.length) throw new Malformed()
      if (length === 0) break
      size += length + 1
      if (size > MAX_NAME) throw new Malformed()
      labels.push(labelText(this.#bytes.subarray(at + 1, at + 1 + length)))
      at += length + 1
    }
    this.at = end ?? at + 1
    return labels.join('.')
  }
}

function labelText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c
    return plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`
  }).join('')
}

interface Record {
  readonly owner: string
  readonly type: number
  readonly value: string | Fingerprint
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function addressOf(bytes: Uint8Array): string {
  const family = bytes.length === 4 ? 4 : 6
  return formatAddress({ family, value: BigInt(`0x${hexOf(bytes)}`) })
}

/** Reads one record; null: none that matters here. `upper` is set by the OPT record. */
function readRecord(reader: Reader, seen: { upper: number }): Record | null {
  const owner = reader.name()
  const type = reader.u16()
  const scope = reader.u16()
  const ttl = reader.u32()
  const length = reader.u16()
  const end = reader.at + length
  let value: Record['value'] | null = null
  if (type === DNS_TYPE.OPT) seen.upper = ttl >>> 24
  else if (scope === IN && type === DNS_TYPE.CNAME) value = reader.name()
  else if (scope === IN && ((type === DNS_TYPE.A && length === 4) || (type === DNS_TYPE.AAAA && length === 16)))
    value = addressOf(reader.slice(length))
  else if (scope === IN && type === DNS_TYPE.SSHFP && length > 2 && length <= 2 + 64) {
    const bytes = reader.slice(length)
    value = { algorithm: bytes[0] ?? 0, hash: bytes[1] ?? 0, hex: hexOf(bytes.subarray(2)) }
  }
  if (reader.at > end) throw new Malformed()
  reader.skip(end - reader.at)
  return value === null ? null : { owner, type, value }
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

/** From the name asked for along the CNAMEs, whatever their order. */
function followed(records: readonly Record[], name: string): string {
  let at = name
  for (let steps = 0; steps < MAX_CNAMES; steps++) {
    const next = records.find(({ owner, type }) => type === DNS_TYPE.CNAME && sameName(owner, at))?.value
    if (typeof next !== 'string') return at
    at = next
  }
  return at
}

function readAnswer(bytes: Uint8Array): DnsAnswer | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint16(2)
  const [questions, answers, authority, additional] = [4, 6, 8, 10].map((at) => view.getUint16(at)) as [number, number, number, number]
  // QR, and opcode QUERY.
  if ((flags & 0xf800) !== 0x8000 || questions > 1) return null
  const reader = new Reader(bytes)
  const question = questions === 1 ? { name: reader.name(), type: reader.u16(), class: reader.u16() } : null
  if (question && question.class !== IN) return null
  const truncated = (flags & 0x0200) !== 0
  const seen = { upper: 0 }
  const records: Record[] = []
  const count = answers + authority + additional
  if (count > MAX_RECORDS) return null
  // What is cut is not worth reading: it is asked for again.
  for (let index = 0; index < (truncated ? 0 : count); index++) {
    const record = readRecord(reader, seen)
    if (record && index < answers) records.push(record)
  }
  const name = question ? followed(records, question.name) : ''
  const own = records.filter(({ owner, type }) => type === question?.type && sameName(owner, name)).map(({ value }) => value)
  return {
    id: view.getUint16(0),
    question: question && { name: question.name, type: question.type },
    truncated,
    authoritative: (flags & 0x0400) !== 0,
    recursive: (flags & 0x0080) !== 0,
    authentic: (flags & 0x0020) !== 0,
    rcode: (flags & 0xf) | (seen.upper << 4),
    addresses: own.filter((value) => typeof value === 'string').slice(0, MAX_ADDRESSES),
    fingerprints: own.filter((value) => typeof value !== 'string').slice(0, MAX_FINGERPRINTS),
    ...(question && !sameName(name, question.name) ? { canonical: name } : {}),
  }
}

/** Reads an answer (RFC 1035 section 4); null when it is none, or is malformed. Never throws. */
export function parseAnswer(bytes: Uint8Array): DnsAnswer | null {
  if (bytes.length < HEADER || bytes.length > 65_535) return null
  try {
    return readAnswer(bytes)
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

/** Whether it answers this question: names compare without case (RFC 4343). Servers may leave the question out of an error. */
export function answersTo(answer: DnsAnswer, id: number, name: string, type: AskedType): boolean {
  if (answer.id !== id) return false
  if (answer.question === null) return answer.rcode !== 0
  return answer.question.type === DNS_TYPE[type] && sameName(answer.question.name, name.replace(/\.$/, ''))
}
