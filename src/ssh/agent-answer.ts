/** A key that an agent holds. */
export interface AgentKey {
  /** E.g. `ssh-ed25519`: what the public key says of itself. */
  readonly type: string
  /** The public key or certificate as the agent gave it. */
  readonly blob: Uint8Array
  /** Hostile, UTF-8 at best. */
  readonly comment: string
}

export type AgentAnswer =
  | { readonly kind: 'keys'; readonly keys: readonly AgentKey[] }
  /** SSH_AGENT_FAILURE: it lists none, e.g. because it is locked. OpenSSH's own agent answers with no keys instead. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'garbled' }

/** SSH2_AGENTC_REQUEST_IDENTITIES: asks for the public keys, and changes nothing (draft-ietf-sshm-ssh-agent, section 3.5). */
export const REQUEST_IDENTITIES = Uint8Array.of(0, 0, 0, 1, 11)

const FAILURE = 5
const IDENTITIES_ANSWER = 12
/** Of old agents: SSH_COM_AGENT2_FAILURE and SSH2_AGENT_FAILURE in authfd.c. */
const OLD_FAILURES: ReadonlySet<number> = new Set([102, 30])
/** MAX_AGENT_REPLY_LEN and MAX_AGENT_IDENTITIES in authfd.c. */
export const MAX_ANSWER = 256 * 1024
const MAX_KEYS = 2048
const TYPE = /^[\w@.+-]{1,64}$/

/** SSH's `string` (RFC 4251 section 5) at an offset; null when it goes beyond the end. */
function stringAt(view: DataView, at: number): { readonly bytes: Uint8Array; readonly next: number } | null {
  if (at + 4 > view.byteLength) return null
  const next = at + 4 + view.getUint32(at)
  if (next > view.byteLength) return null
  return { bytes: new Uint8Array(view.buffer, view.byteOffset + at + 4, next - at - 4), next }
}

function keyAt(view: DataView, at: number): { readonly key: AgentKey; readonly next: number } | null {
  const blob = stringAt(view, at)
  const comment = blob && stringAt(view, blob.next)
  if (!blob || !comment) return null
  const type = stringAt(new DataView(blob.bytes.buffer, blob.bytes.byteOffset, blob.bytes.byteLength), 0)
  const name = type ? String.fromCharCode(...type.bytes.subarray(0, 65)) : ''
  if (!TYPE.test(name)) return null
  return { key: { type: name, blob: blob.bytes, comment: new TextDecoder().decode(comment.bytes) }, next: comment.next }
}

/**
 * Reads what an agent answered to REQUEST_IDENTITIES, its length field included. Never throws.
 * @returns null while the answer is not whole
 */
export function parseAgentAnswer(bytes: Uint8Array): AgentAnswer | null {
  if (bytes.length < 4) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(0)
  if (length < 1 || length > MAX_ANSWER) return { kind: 'garbled' }
  if (bytes.length < 4 + length) return null
  const body = new DataView(bytes.buffer, bytes.byteOffset + 4, length)
  const type = body.getUint8(0)
  if (type === FAILURE || OLD_FAILURES.has(type)) return { kind: 'refused' }
  const count = type === IDENTITIES_ANSWER && length >= 5 ? body.getUint32(1) : -1
  if (count < 0 || count > MAX_KEYS) return { kind: 'garbled' }
  const keys: AgentKey[] = []
  let at = 5
  for (let index = 0; index < count; index++) {
    const found = keyAt(body, at)
    if (!found) return { kind: 'garbled' }
    keys.push(found.key)
    at = found.next
  }
  return at === length ? { kind: 'keys', keys } : { kind: 'garbled' }
}
