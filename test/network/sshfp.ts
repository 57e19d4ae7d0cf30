import { pathToFileURL } from 'node:url'
import { Ledger } from '../../src/observe/ledger.ts'
import { lookUpSshfp } from '../../src/observe/name-servers.ts'
import { NodeSockets } from '../../src/observe/node-sockets.ts'
import { Session } from '../../src/observe/session.ts'

/** Run as `node sshfp.ts HOST`, it asks for the SSHFP records of the host, and prints what was seen as JSON. */
export const SSHFP_PROGRAM = import.meta.filename

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { signal } = new AbortController()
  const options = {
    version: '0',
    signal,
    timeoutMs: 4000,
    bannerMs: 7000,
    gentle: false,
    again: false,
    engine: 'node',
    thorough: false,
    egress: [],
    alsoFrom: [],
  } as const
  const session = new Session(options, new NodeSockets(signal), new Ledger(null))
  await lookUpSshfp(session, process.argv[2] ?? '')
  process.stdout.write(JSON.stringify(session.evidence))
}
