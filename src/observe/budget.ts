import type { Reservation } from './ledger.ts'
import { pause } from './pause.ts'
import type { Session } from './session.ts'

/** Shortest wait for a SYN that is about to be free: another run may hold it for a moment only. */
const SHORTEST_WAIT_MS = 50

/** Takes up to `want` SYNs from the ledger, waiting until there is at least one. */
export async function reserveSyns(session: Session, address: string, port: number, want: number): Promise<Reservation> {
  for (;;) {
    const reservation = session.ledger.reserve(address, port, want)
    if (reservation.syns > 0) return reservation
    const ms = Math.max(SHORTEST_WAIT_MS, reservation.freeAt - Date.now())
    session.options.onWait?.(ms, `4 SYNs went to ${address} port ${port} within 30 s, more could look like an attack`)
    await pause(ms, session.options.signal)
  }
}

/** Why no sshd at the address may be connected to now; null when one may. */
export function connectionsUsedUp(session: Session, address: string): string | null {
  if (session.options.again) return null
  const state = session.ledger.connectionFree(address)
  if (state.free) return null
  const seconds = Math.max(1, Math.ceil((state.freeAt - Date.now()) / 1000))
  return `4 connections to an SSH server at ${address} in 10 min: one more could get this machine banned. Free again in ${seconds} s; --again tries all the same`
}
