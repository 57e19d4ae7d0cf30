import { configValues } from '../../ssh/config-values.ts'
import { speaksOurs } from '../../ssh/identification.ts'
import type { Seen, TcpEvidence } from '../../model/observation.ts'
import type { Target } from '../../model/target.ts'
import { parseKnownLines } from '../../ssh/known-hosts.ts'
import type { Session } from '../session.ts'
import { notTried, startLogin } from '../start-login.ts'

/** How ssh would connect. */
export interface AsTyped {
  /** SshCommandLine.passed. */
  readonly passed: readonly string[]
  /** The host as typed, without its user and port. */
  readonly host: string
  /** The lines of `ssh -G` that were recorded: the capture `ssh-g`. */
  readonly config: string
}

/** Logins are rarer than greetings: after one that succeeds, so many connections stay free for plain diagnoses. */
const LEFT_FREE = 2

/**
 * Tries one login by the system's ssh where all layers before it pass. Nothing where it did not come to that; evidence that says why,
 * where it could have been tried and was not.
 * What known_hosts says must be among the captures.
 */
export async function login(session: Session, target: Target, typed: AsTyped): Promise<void> {
  if (session.options.gentle || target.resolvedBy !== 'ssh -G' || process.platform === 'win32') return
  const asked = session.evidence.filter((one): one is TcpEvidence => one.probe === 'tcp' && one.role === 'asked')
  const order = session.evidence.find((one) => one.probe === 'name')?.addresses ?? []
  const tried = order.flatMap((address) => asked.find((one) => one.address === address) ?? [])
  const open = tried.find(({ outcome }) => outcome === 'open')
  if (!open || !greeted(session, open)) return
  const user = target.user ?? ''
  const before = tried.slice(0, tried.indexOf(open))
  const why = whyNot(session, open, before)
  if (why !== null) {
    session.saw(notTried(session.now(), user, why))
    return
  }
  // One more stays free, so that the next run need not wait to greet the server.
  const reservation = session.ledger.reserve(open.address, open.port, 2)
  reservation.settle(reservation.syns === 2 ? 1 : 0)
  if (reservation.syns < 2) {
    const seconds = Math.max(1, Math.ceil((reservation.freeAt - Date.now()) / 1000))
    session.saw(
      notTried(
        session.now(),
        user,
        `the SYNs to ${open.address} port ${open.port} that are left of 4 in 30 s are kept for the next look; free again in ${seconds} s`,
      ),
    )
    return
  }
  const settle = session.ledger.login(open.address, open.port)
  const { evidence } = await startLogin(session, {
    passed: typed.passed,
    host: typed.host,
    user,
    knows: (keyword) => configValues(typed.config).get(keyword) !== undefined,
    // The other family, where what comes first does not open.
    family: before.length === 0 ? null : open.address.includes(':') ? 'inet6' : 'inet',
    keep: false,
  })
  // A key without a type was not shown to the server.
  const taken = evidence.keys.some(({ fate, type }) => fate === 'accepted' || (type !== '' && (fate === 'not-signed' || fate === 'locked')))
  if (evidence.reached === 'authenticated') settle('authenticated')
  else if (taken) settle('proof')
  session.saw(evidence)
}

/** Why ssh would not go on with the host key that the server showed; null where it would, or where that is for ssh to say. */
function whyDistrust({ evidence, captures }: Session, { address, port }: TcpEvidence): string | null {
  const lines = captures.flatMap(({ source, command, out }) => (source === 'known-hosts' ? parseKnownLines(command, out) : []))
  if (lines.length === 0) return 'its host key is not in known_hosts: ssh would ask about it before the login'
  const ssh = evidence.find((one) => one.probe === 'ssh' && one.role === 'asked' && one.address === address && one.port === port)
  const key = ssh?.probe === 'ssh' ? ssh.kex?.hostKey : undefined
  if (!key) return null
  const trusted = lines.some(({ marker, sha256 }) =>
    marker === 'authority' ? sha256 === key.signedBy : marker === 'key' && sha256 === key.sha256,
  )
  return trusted ? null : 'its host key is not the one in known_hosts: ssh would not go on to a login'
}

/** Whether an SSH server said who it is, and where a key exchange was made, went through it. */
function greeted(session: Session, { address, port }: TcpEvidence): boolean {
  const ssh = session.evidence.find(
    (one): one is Seen<'ssh'> => one.probe === 'ssh' && one.role === 'asked' && one.address === address && one.port === port,
  )
  if (!ssh || !speaksOurs(ssh.identification ?? '')) return false
  return ssh.kex === undefined || ssh.reached === 'host-key'
}

function whyNot(session: Session, open: TcpEvidence, before: readonly TcpEvidence[]): string | null {
  const alike = before.find(({ address }) => address.includes(':') === open.address.includes(':'))
  if (alike) return `ssh would first try ${alike.address}, which does not open`
  const distrust = whyDistrust(session, open)
  if (distrust !== null) return distrust
  const left = session.ledger.connectionsLeft(open.address)
  // What went well a moment ago will cost none, and if it does not, two are left for it.
  const enough = session.ledger.loggedIn(open.address) ? LEFT_FREE - 1 : LEFT_FREE
  if (!session.options.again && left <= enough) {
    return `${left} of 4 connections in 10 min to ${open.address} are left, and are kept for plain diagnoses; --again tries it`
  }
  return null
}
