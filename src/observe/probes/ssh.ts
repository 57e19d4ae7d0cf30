import { clock } from '../clock.ts'
import type { Role, SshEvidence } from '../../model/observation.ts'
import { type IdentificationReader, speaksOurs } from '../../ssh/identification.ts'
import { type Exchanged, exchangeKeys, warmUp } from '../kex/exchange.ts'
import { settledWithin } from '../pause.ts'
import type { Session } from '../session.ts'
import type { Stream } from '../sockets.ts'
import { greet, since } from './greeting.ts'

/** known_hosts is read while the name is looked up: what is not there by now is not worth more of an sshd's LoginGraceTime. */
const ORDER_MS = 100

/**
 * Reads the identification from an open connection, exchanges keys where the peer speaks SSH 2, and closes it, without a login.
 * With `--gentle`, from other sources and to other hosts nothing is sent.
 * @param limitMs how long to wait for the identification, and as long again for the key exchange
 * @param onIdentified called once, as soon as it is known whether an SSH server identifies itself
 */
export async function ssh(
  session: Session,
  stream: Stream,
  where: Where,
  limitMs: number,
  onIdentified: (identified: boolean) => void = () => {},
): Promise<SshEvidence> {
  const at = session.now()
  const start = clock()
  try {
    const listens = session.options.gentle || where.role === 'also' || where.role === 'egress'
    if (!listens) warmUp()
    const ordered = listens ? null : session.hostKeyOrder()
    // A failure is told where it is waited for.
    ordered?.catch(() => {})
    const greeting = await greet(stream, start, limitMs)
    const { reader, ended, firstUs } = greeting
    const { identification } = reader.reading
    onIdentified(identification !== undefined)
    const us = since(start)
    const exchanged =
      identification !== undefined && speaksOurs(identification) && ordered
        ? await exchange(session, stream, reader, ordered, limitMs)
        : null
    const seen = reader.reading
    return session.saw({
      probe: 'ssh',
      at,
      ...where,
      ...seen,
      ended,
      us,
      ...(firstUs === undefined ? {} : { firstUs }),
      ...(exchanged && { ...exchanged, bytes: seen.bytes + exchanged.bytes }),
    })
  } finally {
    stream.close()
  }
}

async function exchange(
  session: Session,
  stream: Stream,
  reader: IdentificationReader,
  order: Promise<readonly string[]>,
  limitMs: number,
): Promise<Exchanged> {
  let hostKeys: readonly string[] = []
  const ordered = order.then((names) => (hostKeys = names))
  await settledWithin(ordered, ORDER_MS, session.options.signal)
  const greeted = { stream, identification: reader.line, rest: reader.rest }
  return exchangeKeys(greeted, { deadline: clock() + limitMs, hostKeys, mlkem: true })
}

export interface Where {
  readonly role: Role
  readonly address: string
  readonly port: number
  /** The source address, where more than one is tried. */
  readonly source?: string
  /** The host of the address, where that is not the target. */
  readonly host?: string
}
