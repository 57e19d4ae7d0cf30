import { createHash } from 'node:crypto'
import type { Capture } from '../../model/observation.ts'
import { printable } from '../../net/printable.ts'
import { MAX_ANSWER, parseAgentAnswer, REQUEST_IDENTITIES } from '../../ssh/agent-answer.ts'
import { askUnixSocket } from '../unix-socket.ts'

/** An agent answers at once; one that unlocks a card or waits for the user does not. */
const TIMEOUT_MS = 1000
const MAX_KEYS = 64

/** Where ssh looks for its agent. */
export interface AgentPlace {
  /** Path of the socket; null: ssh uses no agent. */
  readonly path: string | null
  /** What says so, e.g. `SSH_AUTH_SOCK`, or `IdentityAgent`. */
  readonly by: string
}

/**
 * Asks the agent for its public keys, as `ssh-add -l` does. Lines: `socket BY PATH`, `state STATE`, and for each key
 * `key TYPE SHA256:… COMMENT`. STATE is `answers`, `refuses`, `garbled`, `silent`, `closed`, `endless`, `none`, or the errno of connect(2).
 */
export async function agentState({ path, by }: AgentPlace): Promise<Capture> {
  const lines = path === null ? [`socket ${by} none`, 'state none'] : [`socket ${by} ${printable(path, 256)}`, ...(await ask(path))]
  const most = MAX_KEYS + 2
  return {
    side: 'client',
    source: 'agent',
    command: 'ssh-add -l',
    code: lines[1] === 'state answers' ? 0 : 1,
    out: lines.slice(0, most).join('\n'),
    cut: lines.length > most,
  }
}

async function ask(path: string): Promise<readonly string[]> {
  const got = await askUnixSocket(path, REQUEST_IDENTITIES, (bytes) => parseAgentAnswer(bytes) !== null, MAX_ANSWER + 4, TIMEOUT_MS)
  if ('failed' in got) return [`state ${got.failed}`]
  const answer = parseAgentAnswer(got.bytes)
  if (answer?.kind === 'refused') return ['state refuses']
  if (answer?.kind !== 'keys') return ['state garbled']
  return [
    'state answers',
    ...answer.keys.map(({ type, blob, comment }) => {
      const hash = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
      return `key ${type} SHA256:${hash} ${printable(comment, 128)}`.trimEnd()
    }),
  ]
}
