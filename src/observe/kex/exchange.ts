import crypto from 'node:crypto'
import type { HostKeySeen, KexSeen, SshEvidence } from '../../model/observation.ts'
import { VERSION } from '../../model/version.ts'
import { parseDisconnect } from '../../ssh/wire/disconnect.ts'
import { parseHostKey } from '../../ssh/wire/host-key.ts'
import { kexInit, parseKexInit } from '../../ssh/wire/kexinit.ts'
import { MSG } from '../../ssh/wire/message-number.ts'
import { type Agreed, negotiate } from '../../ssh/wire/negotiate.ts'
import { computes, ourOffer } from '../../ssh/wire/offer.ts'
import { packet, PacketReader } from '../../ssh/wire/packet.ts'
import { parseGroup, parseReply } from '../../ssh/wire/reply.ts'
import { parseSignature } from '../../ssh/wire/signature.ts'
import { concat, latin1, mpint, string, uint32 } from '../../ssh/wire/write.ts'
import { clock } from '../clock.ts'
import type { Stream } from '../sockets.ts'
import type { Agreement } from './agreement.ts'
import { chosenGroup, GROUP_BITS, joinGroup } from './group.ts'
import { agreement, hashOf, hasMlkem } from './methods.ts'
import { verify } from './verify.ts'

/** RFC 4253 section 4.2: neither spaces nor `-` in the software version. */
const IDENTIFICATION = `SSH-2.0-sshwhy_${VERSION.replaceAll(/[^\w.]/g, '_')}`

/** A server that has identified itself. */
export interface Greeted {
  readonly stream: Stream
  /** Its identification, latin1, without its line end. */
  readonly identification: string
  /** What came behind it already. */
  readonly rest: Uint8Array
}

export interface HowToExchange {
  /** clock() at which silence is decided. */
  readonly deadline: number
  /** Host key algorithms to be preferred, best first. */
  readonly hostKeys: readonly string[]
  /** Whether ML-KEM is offered where this Node computes it: what a current ssh does, and its packets are as large as those of ssh. */
  readonly mlkem: boolean
}

export type Exchanged = Pick<SshEvidence, 'ended'> & {
  readonly reached: 'identification' | 'kexinit' | 'host-key'
  /** Received after the identification and `rest`. */
  readonly bytes: number
  readonly kex: KexSeen
}

/** Loads node:crypto, and what most servers agree on, which takes 11 ms: to be called while the network is waited for. */
export function warmUp(): void {
  const method = 'curve25519-sha256'
  agreement(method)?.shared(agreement(method)?.value ?? new Uint8Array(0))
}

/**
 * One key exchange without login (RFC 4253 sections 7 and 8): up to the server's host key and its signature, and no step farther, so
 * that no key comes into force. The caller closes the stream. Never rejects for what the peer does.
 */
export async function exchangeKeys(greeted: Greeted, how: HowToExchange): Promise<Exchanged> {
  const exchange = new Exchange(greeted, how)
  const ended = await exchange.run()
  return exchange.result(ended)
}

type Ended = SshEvidence['ended']

class Exchange {
  readonly #stream: Stream
  readonly #how: HowToExchange
  readonly #start = clock()
  readonly #packets = new PacketReader()
  readonly #server: string
  #bytes = 0
  #largest = 0
  #reached: Exchanged['reached'] = 'identification'
  #seen: Omit<KexSeen, 'us'> = {}

  constructor({ stream, identification, rest }: Greeted, how: HowToExchange) {
    this.#stream = stream
    this.#how = how
    this.#server = identification
    this.#packets.push(rest)
  }

  result(ended: Ended): Exchanged {
    const account = ended === 'silent' ? this.#stream.account() : null
    const stall = account && { stall: { sent: this.#largest, ...account } }
    const us = Math.round((clock() - this.#start) * 1000)
    return { reached: this.#reached, ended, bytes: this.#bytes, kex: { us, ...this.#seen, ...stall } }
  }

  async run(): Promise<Ended> {
    // In a segment of its own: where large ones are lost, it still arrives, and the server goes on.
    this.#stream.write(latin1(`${IDENTIFICATION}\r\n`))
    const offer = ourOffer(this.#how.hostKeys, this.#how.mlkem && hasMlkem())
    const ours = kexInit(offer, crypto.randomBytes(16))
    this.#send(ours)
    const theirs = await this.#next()
    if (typeof theirs === 'string') return theirs
    const init = parseKexInit(theirs)
    if (!init) return 'garbled'
    this.#reached = 'kexinit'
    this.#seen = { ...this.#seen, offer: init.offer }
    const agreed = negotiate(offer, init.offer)
    if (!agreed || !computes(agreed.kex)) return 'by-us'
    const { kex, hostKey } = agreed
    this.#seen = { ...this.#seen, agreed: { kex, hostKey } }
    if (init.follows && !agreed.guessed) {
      const guess = await this.#next()
      if (typeof guess === 'string') return guess
    }
    const inits = [latin1(IDENTIFICATION), latin1(this.#server), ours, theirs].map(string)
    return this.#agree(agreed, concat(...inits))
  }

  /** @param transcript what both sides said so far, the first part of what is hashed */
  async #agree({ kex }: Agreed, transcript: Uint8Array): Promise<Ended> {
    const direct = agreement(kex)
    if (direct) {
      this.#send(concat(Uint8Array.of(MSG.kexInit), string(direct.value)))
      return this.#finish(kex, transcript, direct, MSG.kexReply, new Uint8Array(0))
    }
    const asked = concat(uint32(GROUP_BITS.least), uint32(GROUP_BITS.wanted), uint32(GROUP_BITS.most))
    this.#send(concat(Uint8Array.of(MSG.gexRequest), asked))
    const answer = await this.#next()
    if (typeof answer === 'string') return answer
    const chosen = parseGroup(answer, MSG.gexGroup)
    const group = chosen && chosenGroup(chosen.p, chosen.g)
    if (!group) return 'garbled'
    const ours = joinGroup(group)
    this.#send(concat(Uint8Array.of(MSG.gexInit), string(ours.value)))
    return this.#finish(kex, transcript, ours, MSG.gexReply, concat(asked, mpint(chosen.p), mpint(chosen.g)))
  }

  /** @param group what a group exchange adds to the hash */
  async #finish(method: string, transcript: Uint8Array, ours: Agreement, number: number, group: Uint8Array): Promise<Ended> {
    const answer = await this.#next()
    if (typeof answer === 'string') return answer
    const reply = parseReply(answer, number)
    const shared = reply && ours.shared(reply.value)
    if (!reply || !shared) return 'garbled'
    const hashed = [transcript, string(reply.hostKey), group, string(ours.value), string(reply.value), shared]
    const hash = crypto
      .createHash(hashOf(method))
      .update(concat(...hashed))
      .digest()
    const hostKey = seen(reply.hostKey, hash, reply.signature)
    if (!hostKey) return 'garbled'
    this.#reached = 'host-key'
    this.#seen = { ...this.#seen, hostKey }
    return 'by-us'
  }

  #send(payload: Uint8Array): void {
    const bytes = packet(payload)
    this.#largest = Math.max(this.#largest, bytes.length)
    // Where it cannot be sent, reading tells why.
    this.#stream.write(bytes)
  }

  /** The next payload that is not to be skipped, or how it ended. */
  async #next(): Promise<Uint8Array | Ended> {
    for (;;) {
      const payload = this.#packets.next()
      if (!payload) {
        if (this.#packets.state !== 'reading') return this.#packets.state
        const chunk = await this.#stream.read(this.#how.deadline)
        if (typeof chunk === 'string') return chunk
        this.#bytes += chunk.length
        this.#packets.push(chunk)
        // A peer that never pauses must not keep us past the limit.
        if (clock() >= this.#how.deadline && this.#packets.state === 'reading') return 'silent'
        continue
      }
      const [number] = payload
      if (number === MSG.disconnect) {
        const disconnect = parseDisconnect(payload)
        if (!disconnect) return 'garbled'
        this.#seen = { ...this.#seen, disconnect }
        return 'closed'
      }
      if (number !== MSG.ignore && number !== MSG.debug && number !== MSG.unimplemented) return payload
    }
  }
}

/** The host key of a reply, judged by the signature over the exchange hash; null: none. */
function seen(blob: Uint8Array, hash: Uint8Array, signature: Uint8Array): HostKeySeen | null {
  const hostKey = parseHostKey(blob)
  const algorithm = parseSignature(signature)?.algorithm
  if (!hostKey || algorithm === undefined) return null
  const { type, key, plain, certificate } = hostKey
  const by = certificate?.by
  const certified = certificate && by && verify(by.key, certificate.signed, certificate.signature) === 'verified'
  return {
    type,
    sha256: fingerprint(plain),
    blob: Buffer.from(blob).toString('base64'),
    algorithm,
    signature: key ? verify(key, hash, signature) : 'unknown',
    ...(certified ? { signedBy: fingerprint(by.plain) } : {}),
  }
}

/** As ssh-keygen -l prints it. */
function fingerprint(plain: Uint8Array): string {
  return `SHA256:${crypto.createHash('sha256').update(plain).digest('base64').replace(/=+$/, '')}`
}
