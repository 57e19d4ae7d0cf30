/** Asks for the SSHFP records of a host, and prints what was seen as JSON: `node sshfp.ts HOST`. */
import { Ledger } from '../../src/observe/ledger.ts'
import { lookUpSshfp } from '../../src/observe/name-servers.ts'
import { NodeSockets } from '../../src/observe/node-sockets.ts'
import { Session } from '../../src/observe/session.ts'

const { signal } = new AbortController()
const options = { version: '0', signal, timeoutMs: 4000, bannerMs: 7000, gentle: false, again: false, engine: 'node' } as const
const session = new Session(options, new NodeSockets(signal), new Ledger(null))
process.stdout.write(JSON.stringify(await lookUpSshfp(session, process.argv[2] ?? '')))
