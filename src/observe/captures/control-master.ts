import { lstatSync } from 'node:fs'
import type { Capture } from '../../model/observation.ts'
import { askUnixSocket } from '../unix-socket.ts'

const TIMEOUT_MS = 500
/** The length field of the master's first message, which it sends of its own accord: channel_post_mux_listener() in channels.c. */
const HELLO_BYTES = 4
const MAX_BYTES = 4096

/**
 * Whether a master serves the control socket: whether it greets who connects. Nothing is sent. `out` is `STATE PATH`: STATE is `answers`,
 * `silent` (it takes connections and says nothing), `closed`, `endless`, or the errno of connect(2).
 * @returns null where no socket stands at the path
 */
export async function controlMaster(path: string): Promise<Capture | null> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return null
  const got = await askUnixSocket(path, new Uint8Array(0), (bytes) => bytes.length >= HELLO_BYTES, MAX_BYTES, TIMEOUT_MS)
  const state = 'failed' in got ? got.failed : 'answers'
  return {
    side: 'client',
    source: 'control-master',
    command: 'ssh -O check',
    code: 'failed' in got ? 1 : 0,
    out: `${state} ${path}`,
    cut: false,
  }
}
