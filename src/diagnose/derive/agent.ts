import { need } from '../ask.ts'

/** The agent that ssh would ask, as it was found. */
export interface AgentSeen {
  /** Index of the capture `agent`, to be quoted. */
  readonly index: number
  /** `SSH_AUTH_SOCK` or `IdentityAgent`. */
  readonly by: string
  /** Path of the socket; null: ssh uses no agent. */
  readonly path: string | null
  /** `answers`, `refuses`, `garbled`, `silent`, `closed`, `endless`, `none`, or the errno of connect(2). */
  readonly state: string
  readonly keys: readonly { readonly type: string; readonly sha256: string; readonly comment: string }[]
  /** It holds more keys than were recorded. */
  readonly more: boolean
}

/** The capture `agent`; undefined where no agent was looked for. */
export const agentSeen = need('agent-seen', (ask): AgentSeen | undefined => {
  const found = ask.capture('agent')
  if (!found) return undefined
  const [first = '', second = '', ...rest] = found.capture.out.split('\n')
  const socket = /^socket (\S+) (.+)$/.exec(first)
  const state = /^state (\S+)$/.exec(second)?.[1]
  if (!socket || state === undefined) return undefined
  const keys = rest.flatMap((line) => {
    const key = /^key (\S+) (SHA256:\S+) ?(.*)$/.exec(line)
    return key ? [{ type: key[1] ?? '', sha256: key[2] ?? '', comment: key[3] ?? '' }] : []
  })
  const path = socket[2] === 'none' ? null : (socket[2] ?? null)
  return { index: found.index, by: socket[1] ?? '', path, state, keys, more: found.capture.cut }
})
