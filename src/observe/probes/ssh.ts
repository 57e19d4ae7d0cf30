import { clock } from '../clock.ts'
import type { Role, SshEvidence } from '../../model/observation.ts'
import { IdentificationReader } from '../../ssh/identification.ts'
import type { Session } from '../session.ts'
import type { Stream } from '../sockets.ts'

/** After bytes at which ssh gives up, so much longer for the rest of a foreign greeting. */
const REST_MS = 150

/** Reads the identification from an open connection and closes it. Nothing is sent. @param limitMs how long to wait for it */
export async function ssh(session: Session, stream: Stream, where: Where, limitMs: number): Promise<SshEvidence> {
  const at = session.now()
  const start = clock()
  const reader = new IdentificationReader()
  let deadline = start + limitMs
  let firstUs: number | undefined
  let ended: SshEvidence['ended'] | undefined
  try {
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
  } finally {
    stream.close()
  }
  const us = since(start)
  return session.saw({
    probe: 'ssh',
    at,
    ...where,
    ...reader.reading,
    ended,
    us,
    ...(firstUs === undefined ? {} : { firstUs }),
  })
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
