import type { Address } from '../../net/address.ts'

/**
 * Which packet is judged. `in`: from the remote end to `port` here; `reply`: what is sent back; `out`: a connection made here to `port` there.
 * Null: not known, so that a match on it is unknown.
 */
export interface Question {
  readonly way: 'in' | 'reply' | 'out'
  /** The address of this host; its family must be that of the remote ends. */
  readonly local: Address | null
  readonly port: number
  /** The port at the other side of the connection, mostly random. */
  readonly otherPort: number | null
  /** The interface that packets of the remote end come in by, and that those to it leave by. */
  readonly device: string | null
  /** `new`: a first SYN (and what answers it). `established`: a later segment of a connection that tracking knows. */
  readonly state: 'new' | 'established'
}
