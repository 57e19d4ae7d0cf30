import { createSocket } from 'node:dgram'
import { closeSync, openSync, readSync } from 'node:fs'
import { connect } from 'node:net'
import { parseAddress } from '../net/address.ts'
import { answersTo, buildQuery, parseAnswer, type AskedType, type DnsAnswer } from '../net/dns-message.ts'
import { clock } from './clock.ts'

/** What became of one question to one server. */
export type Exchange =
  | { readonly kind: 'answer'; readonly answer: DnsAnswer }
  | { readonly kind: 'silent' | 'garbled' }
  | { readonly kind: 'unreachable'; readonly errno: string }

export interface DnsQuestion {
  readonly server: string
  readonly port: number
  readonly name: string
  readonly type: AskedType
}

/** All of it, with one repetition after half of it; glibc waits 5 s for each server, and people do not. */
const LIMIT_MS = 2000
/** FORMERR, NOTIMP, BADVERS: what a server says that does not know EDNS (RFC 6891 section 7). */
const NO_EDNS = [1, 4, 16]
const SILENT: Exchange = { kind: 'silent' }

/** 16 bits of the kernel's own randomness: node:crypto takes 9 ms to load. */
async function randomId(): Promise<number> {
  const bytes = Buffer.alloc(2)
  if (process.platform === 'win32') return (await import('node:crypto')).randomInt(0x1_0000)
  const fd = openSync('/dev/urandom', 'r')
  readSync(fd, bytes, 0, 2, null)
  closeSync(fd)
  return bytes.readUInt16BE()
}

const errnoOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : 'EIO')

/**
 * Asks one name server one question, by UDP and where the answer is cut by TCP (RFC 7766 section 5). Source port and id are random; only an
 * answer from that address to that question counts. Null when no such name can be asked for. Rejects only when the signal aborts.
 */
export async function exchange(question: DnsQuestion, signal: AbortSignal): Promise<Exchange | null> {
  signal.throwIfAborted()
  const id = await randomId()
  const queries = [buildQuery(id, question.name, question.type, true), buildQuery(id, question.name, question.type, false)] as const
  const [modern, plain] = queries
  if (!modern || !plain) return null
  const deadline = clock() + LIMIT_MS
  const said = await byUdp(question, id, modern, plain, deadline, signal)
  if (said.kind !== 'answer' || !said.answer.truncated) return said
  return byTcp(question, id, modern, signal)
}

/** The second question is without EDNS: some firewalls drop it, and many resolvers do not use it. */
function byUdp(
  { server, port, name, type }: DnsQuestion,
  id: number,
  modern: Uint8Array,
  plain: Uint8Array,
  deadline: number,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(parseAddress(server)?.family === 6 ? 'udp6' : 'udp4')
    let garbled = false
    let simple = false
    let done = false
    const finish = (said: Exchange | null): void => {
      // An ICMP error may come to the socket and to send().
      if (done) return
      done = true
      clearTimeout(again)
      clearTimeout(end)
      signal.removeEventListener('abort', abort)
      socket.removeAllListeners()
      // What still comes in is of no interest.
      socket.on('error', () => {})
      socket.close()
      if (said) resolve(said)
      else reject(signal.reason)
    }
    const failed = (error: Error): void => finish({ kind: 'unreachable', errno: errnoOf(error) })
    const abort = (): void => finish(null)
    const sendPlain = (): void => {
      if (simple) return
      simple = true
      socket.send(plain, (error) => error && failed(error))
    }
    const again = setTimeout(sendPlain, LIMIT_MS / 2)
    const end = setTimeout(() => finish(garbled ? { kind: 'garbled' } : SILENT), Math.max(0, deadline - clock()))
    signal.addEventListener('abort', abort, { once: true })
    socket.on('error', failed)
    // Connected: the kernel drops what comes from elsewhere, and tells of ICMP errors.
    socket.on('message', (bytes) => {
      const answer = parseAnswer(bytes)
      if (!answer || !answersTo(answer, id, name, type)) garbled = true
      else if (NO_EDNS.includes(answer.rcode) && !simple) sendPlain()
      else finish({ kind: 'answer', answer })
    })
    socket.on('connect', () => socket.send(modern, (error) => error && failed(error)))
    socket.connect(port, server)
  })
}

function byTcp({ server, port, name, type }: DnsQuestion, id: number, query: Uint8Array, signal: AbortSignal): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    const socket = connect({ host: server, port })
    const finish = (said: Exchange | null): void => {
      clearTimeout(end)
      signal.removeEventListener('abort', abort)
      socket.destroy()
      if (said) resolve(said)
      else reject(signal.reason)
    }
    const abort = (): void => finish(null)
    const end = setTimeout(() => finish(SILENT), LIMIT_MS)
    signal.addEventListener('abort', abort, { once: true })
    socket.on('error', (error) => finish({ kind: 'unreachable', errno: errnoOf(error) }))
    socket.on('close', () => finish(size > 0 ? { kind: 'garbled' } : SILENT))
    socket.on('connect', () => socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query])))
    socket.on('data', (bytes) => {
      parts.push(bytes)
      size += bytes.length
      const all = Buffer.concat(parts)
      if (size < 2 || size < 2 + all.readUInt16BE()) return
      const answer = parseAnswer(all.subarray(2, 2 + all.readUInt16BE()))
      finish(answer && answersTo(answer, id, name, type) && !answer.truncated ? { kind: 'answer', answer } : { kind: 'garbled' })
    })
  })
}
