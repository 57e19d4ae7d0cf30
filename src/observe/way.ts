import type { Stream } from './sockets.ts'

/** A way to the target on which somebody else makes the connection: a jump host, or a ProxyCommand. */
export interface Way {
  /** The jump host as ssh_config writes it, or `ProxyCommand`. */
  readonly through: string
  /** Options that make an ssh of ours take this way; none where it takes it by itself. */
  readonly words: readonly string[]
  /** Asks for a connection. Never rejects for what the way does: only when the signal aborts. @param deadline clock() at which silence is decided */
  open(host: string, port: number, deadline: number): Promise<Opened>
}

/** What became of it. `us`: from the request to the answer, microseconds. */
export type Opened =
  | { readonly kind: 'open'; readonly stream: Stream; readonly us: number }
  | { readonly kind: 'failed'; readonly us: number; readonly said: string }
  | { readonly kind: 'silent'; readonly us: number }
