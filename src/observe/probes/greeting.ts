import type { SshEvidence } from '../../model/observation.ts'
import { IdentificationReader } from '../../ssh/identification.ts'
import { clock } from '../clock.ts'
import type { Stream } from '../sockets.ts'

/** After bytes at which ssh gives up, so much longer for the rest of a foreign greeting. */
const REST_MS = 150
const MAX_BYTES = 65_536

/** What a peer said first. */
export interface Greeting {
  readonly reader: IdentificationReader
  readonly ended: SshEvidence['ended']
  /** From `start` to the first byte, microseconds. */
  readonly firstUs: number | undefined
}

/** Reads the identification. Nothing is sent. @param start clock() when the connection opened */
export async function greet(stream: Stream, start: number, limitMs: number): Promise<Greeting> {
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

/** Microseconds since clock() was `start`. */
export const since = (start: number): number => Math.round((clock() - start) * 1000)
