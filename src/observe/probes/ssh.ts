import { clock } from '../clock.ts'
import type { Role, SshEvidence } from '../../model/observation.ts'
import { IdentificationReader, speaksOurs } from '../../ssh/identification.ts'
import { type Exchanged, exchangeKeys, warmUp } from '../kex/exchange.ts'
import { settledWithin } from '../pause.ts'
import type { Session } from '../session.ts'
import type { Stream } from '../sockets.ts'

/** After bytes at which ssh gives up, so much longer for the rest of a foreign greeting. */
const REST_MS = 150
/** known_hosts is read while the name is looked up: what is not there by now is not worth more of an sshd's LoginGraceTime. */
const ORDER_MS = 100

/**
 * Reads the identification from an open connection, exchanges keys where the peer speaks SSH 2, and closes it, without a login.
 * With `--gentle` nothing is sent.
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
    if (!session.options.gentle) warmUp()
    const greeting = await greet(stream, start, limitMs)
    const { reader, ended, firstUs } = greeting
    const { identification } = reader.reading
    onIdentified(identification !== undefined)
    const us = since(start)
    const exchanged =
      identification !== undefined && speaksOurs(identification) && !session.options.gentle
        ? await exchange(session, stream, reader, limitMs)
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

interface Greeting {
  readonly reader: IdentificationReader
  readonly ended: SshEvidence['ended']
  readonly firstUs: number | undefined
}

async function greet(stream: Stream, start: number, limitMs: number): Promise<Greeting> {
  const reader = new IdentificationReader()
  let deadline = start + limitMs
  let firstUs: number | undefined
  let ended: SshEvidence['ended'] | undefined
  while (ended === undefined) {
    const chunk = await stream.read(deadline)
    if (typeof chunk === 'string') ended = reader.state === 'invalid' && chunk === 'silent' ? 'by-us' : chunk
    else {
      firstUs ??= since(start)
      const before = reader.state
      const state = reader.push(chunk)
      if (state === 'identified') ended = 'by-us'
      else if (state === 'endless' || reader.reading.bytes > MAX_BYTES) ended = 'endless'
      else if (state === 'invalid' && before !== 'invalid') deadline = Math.min(deadline, clock() + REST_MS)
      // A peer that never pauses must not keep us past the limit.
      else if (clock() >= deadline) ended = state === 'invalid' ? 'by-us' : 'silent'
    }
  }
  return { reader, ended, firstUs }
}

async function exchange(session: Session, stream: Stream, reader: IdentificationReader, limitMs: number): Promise<Exchanged> {
  let hostKeys: readonly string[] = []
  const ordered = session.hostKeyOrder.then((order) => (hostKeys = order))
  await settledWithin(ordered, ORDER_MS, session.options.signal)
  const greeted = { stream, identification: reader.line, rest: reader.rest }
  return exchangeKeys(greeted, { deadline: clock() + limitMs, hostKeys, mlkem: true })
}

/** Microseconds. */
const since = (start: number): number => Math.round((clock() - start) * 1000)

const MAX_BYTES = 65_536

export interface Where {
  readonly role: Role
  readonly address: string
  readonly port: number
  /** The source address, where more than one is tried. */
  readonly source?: string
  /** The host of the address, where that is not the target. */
  readonly host?: string
}
