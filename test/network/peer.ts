/**
 * Small real servers, each run in a namespace as `node peer.ts KIND [PORT|ADDRESS PORT COUNT]`. Each says `ready` when it listens.
 * They stand where no packaged program does exactly that and nothing else.
 */
import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import { pathToFileURL } from 'node:url'

const KINDS = {
  /** Greets like a mail server, and waits. */
  mail: (socket: Socket) => void socket.write('220 mail.example.org ESMTP Postfix\r\n'),
  /** Waits for the other side, like a web server. */
  silent: () => {},
  /** endlessh: one random line after another, never an identification. */
  tarpit: (socket: Socket) => {
    const timer = setInterval(() => socket.write(`${Math.random().toString(36).slice(2)}\r\n`), 500)
    socket.on('close', () => clearInterval(timer))
  },
  /** Text as fast as it is read, without an end and without a line end. */
  flood: (socket: Socket) => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(16384))) continue
    }
    socket.on('drain', pour)
    pour()
  },
  /** Lines as fast as they are read, without an end. */
  lines: (socket: Socket) => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write('not an identification\r\n'.repeat(200))) continue
    }
    socket.on('drain', pour)
    pour()
  },
  /** Closes at once. */
  close: (socket: Socket) => void socket.end(),
  /** Resets at once. */
  reset: (socket: Socket) => void socket.resetAndDestroy(),
  /** Lines before the identification of a real sshd, as RFC 4253 section 4.2 allows. */
  polite: (socket: Socket) => {
    socket.write('Authorised use only.\r\nAll is logged.\r\n')
    relay(socket)
  },
  /** A long legal notice first; ssh reads up to 1024 lines (sshconnect.c, SSH_MAX_PRE_BANNER_LINES). */
  wordy: (socket: Socket) => {
    socket.write('All that you do here is logged, and may be used against you.\r\n'.repeat(500))
    relay(socket)
  },
  /** A line that looks like a mail server's, and late, yet in time, the identification. */
  late: (socket: Socket) => {
    socket.write('220 welcome\r\n')
    setTimeout(() => relay(socket), 3000)
  },
  /** The identification in pieces, and all after it a byte at a time. */
  pieces: (socket: Socket) => {
    socket.setNoDelay()
    relay(socket, 1)
  },
  /** The identification with a bare line feed, as old servers end it, and then nothing. */
  bare: (socket: Socket) => void socket.write('SSH-2.0-bare comment\n'),
  /** Both protocols (RFC 4253 section 5.1), and the old one alone; then nothing. */
  both: (socket: Socket) => void socket.write('SSH-1.99-OpenSSH_3.9p1\n'),
  old: (socket: Socket) => void socket.write('SSH-1.5-Cisco-1.25\n'),
  /** A greeting made to deceive a terminal: clear screen, title, cursor up, bell, and the C1 forms of the same. */
  escapes: (socket: Socket) => void socket.write(Buffer.from('\x1b[2J\x1b]0;owned\x07\x1b[1A\x9b31mhello\r\nSSH\x1b[8m\r\n', 'latin1')),
} satisfies Record<string, (socket: Socket) => void>

/** The port of a real sshd on this host, for whom others speak first. */
export const BEHIND = 2200

/** Leads on to the real sshd. @param bytes of a piece; without it as they come */
function relay(socket: Socket, bytes?: number): void {
  const sshd = connect(BEHIND, '127.0.0.1')
  for (const one of [socket, sshd]) one.on('error', () => {}).on('close', () => [socket, sshd].forEach((other) => other.destroy()))
  socket.on('data', (chunk) => sshd.write(chunk))
  sshd.on('data', (chunk) => {
    if (bytes === undefined) socket.write(chunk)
    else for (let at = 0; at < chunk.length; at += bytes) socket.write(chunk.subarray(at, at + bytes))
  })
}

export type PeerKind = keyof typeof KINDS
/** A name server that answers each question so. */
export type DnsKind = 'nxdomain' | 'servfail' | 'mute'

const RCODES: Record<DnsKind, number | undefined> = { nxdomain: 3, servfail: 2, mute: undefined }

function serveNames(kind: DnsKind): void {
  const socket = createSocket({ type: 'udp4' }, (question, from) => {
    const code = RCODES[kind]
    if (code === undefined) return
    // RFC 1035 section 4.1.1: QR, RD as asked, RA, and the code; the question is sent back, and nothing else.
    const answer = Buffer.from(question)
    answer.writeUInt8(0x80 | (question.readUInt8(2) & 1), 2)
    answer.writeUInt8(0x80 | code, 3)
    answer.writeUInt16BE(0, 10)
    const end = question.indexOf(0, 12) + 5
    socket.send(answer.subarray(0, end), from.port, from.address)
  })
  socket.bind(53, '0.0.0.0', () => process.stdout.write('ready\n'))
}

/** Opens connections and keeps them, without a word. */
function hold(address: string, port: number, count: number): void {
  let settled = 0
  for (let index = 0; index < count; index++) {
    const settle = (): void => {
      if (++settled === count) process.stdout.write('ready\n')
    }
    const socket = connect({ host: address, port }, settle)
    socket.on('error', () => {})
    socket.on('data', () => {})
  }
  // Those that do not open are what a full queue looks like.
  setTimeout(() => process.stdout.write('ready\n'), 700)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [kind = '', ...words] = process.argv.slice(2)
  if (kind === 'hold') hold(words[0] ?? '', Number(words[1]), Number(words[2]))
  else if (kind in RCODES) serveNames(kind as DnsKind)
  else {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => {})
      KINDS[kind as PeerKind](socket)
    })
    server.listen({ port: Number(words[0]), host: '::', ipv6Only: false }, () => process.stdout.write('ready\n'))
  }
}
