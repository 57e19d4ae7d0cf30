import { clock } from './clock.ts'
import type { TcpEvidence } from '../model/observation.ts'
import { connectionsUsedUp } from './budget.ts'
import { settledWithin } from './pause.ts'
import { ssh } from './probes/ssh.ts'
import { notTried, tcp } from './probes/tcp.ts'
import type { Session } from './session.ts'

/**
 * The control port: one that is closed wherever nothing odd goes on. Not registered with IANA, above the ports that Linux
 * (32768–60999), Windows and macOS (49152–65535, taken at random) give to clients on most hosts, and always the same, so that an
 * administrator finds it in a log. The second is for who asks for the first.
 */
const CONTROL_PORTS = [61_217, 61_218]
const SERVICE_PORTS = [80, 443]
/** Where people move sshd to, most often first; with the control port, the services and the asked port at most 8 in all. */
const SSH_PORTS = [22, 2222, 22_222, 2200, 222]
const MAX_SSH_PORTS = 4
/** The next SSH port is tried when the one before has answered, or after this: a firewall that drops is not waited for. */
const STAGGER_MS = 250
const BANNER_MS = 2500
/** Once the asked port has answered, silence is decided after the first retransmission (1 s) could have been answered. */
const SILENT_MS = 1250
/** As many as fit into our time: these ports have no budget but time. */
const ALL_SYNS = 4

/** What the contrast needs to know of the asked port, as it is now. */
export interface Around {
  readonly address: string
  readonly port: number
  readonly source: string | null
  /** The answer of the asked port, once there is one. */
  readonly answer: () => TcpEvidence | null
  /** Whether the asked port has led to an SSH identification: then no more is tried. */
  readonly identified: () => boolean
  /** clock() at which everything about a silent host is decided. */
  readonly end: number
}

/** Probes the ports around the asked one. The order matters: see ICMP rate limits in docs/evidence.md. */
export async function contrast(session: Session, around: Around): Promise<void> {
  const control = CONTROL_PORTS.find((port) => port !== around.port) ?? 0
  const others = [
    plain(session, around, 'control', control),
    ...SERVICE_PORTS.filter((port) => port !== around.port).map((port) => plain(session, around, 'service', port)),
  ]
  const all = await Promise.allSettled([...others, sshPorts(session, around)])
  for (const one of all) if (one.status === 'rejected') throw one.reason
}

function limit(around: Around): number {
  const answer = around.answer()
  if (!answer || answer.outcome === 'timed-out') return around.end
  return Math.min(around.end, clock() + SILENT_MS + (4 * answer.us) / 1000)
}

async function plain(session: Session, around: Around, role: 'control' | 'service', port: number): Promise<void> {
  const { address, source } = around
  const { stream } = await tcp(session, { role, address, port }, source, { deadline: limit(around), syns: ALL_SYNS })
  stream?.close()
}

/** One SSH port after the other, until a server identifies itself. */
async function sshPorts(session: Session, around: Around): Promise<void> {
  const running: Promise<void>[] = []
  let found = false
  for (const port of SSH_PORTS.filter((one) => one !== around.port).slice(0, MAX_SSH_PORTS)) {
    if (found || around.identified() || starves(session, around)) break
    const one = sshPort(session, around, port, (identified) => {
      found ||= identified
    })
    running.push(one)
    await settledWithin(one, STAGGER_MS, session.options.signal).catch(() => {})
  }
  await Promise.all(running)
}

/**
 * Whether another port was answered by ICMP while the asked one is silent. Whoever rejects may send us one such answer a second, for all
 * ports together: more probes would take those that the asked port waits for.
 */
function starves(session: Session, around: Around): boolean {
  const rejected = session.evidence.some((one) => one.probe === 'tcp' && one.address === around.address && one.answer.kind === 'icmp')
  return rejected && around.answer() === null
}

/** @param onIdentified told whether an SSH server identifies itself, as soon as it is known */
async function sshPort(session: Session, around: Around, port: number, onIdentified: (identified: boolean) => void): Promise<void> {
  const where = { role: 'ssh-port', address: around.address, port } as const
  const reservation = session.ledger.reserve(
    around.address,
    port,
    around.answer() ? 2 : session.sockets.enoughSyns(around.address, around.source),
  )
  const why =
    connectionsUsedUp(session, around.address) ??
    (reservation.syns === 0 ? `4 SYNs went to ${around.address} port ${port} within 30 s, more could look like an attack` : null)
  if (why !== null) {
    reservation.settle(0)
    notTried(session, where, why)
    return
  }
  const { evidence, stream } = await tcp(session, where, around.source, { deadline: limit(around), syns: reservation.syns })
  reservation.settle(evidence.syns)
  if (!stream) return
  session.ledger.connected(around.address, port)
  await ssh(session, stream, where, Math.min(BANNER_MS, Math.max(STAGGER_MS, around.end - clock())), onIdentified)
}
