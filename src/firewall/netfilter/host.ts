import type { Prefix } from '../../net/prefix.ts'
import type { Address } from '../../net/address.ts'

export interface HostAddress {
  readonly address: Address
  /** Of its subnet. */
  readonly prefix: Prefix
}

export interface Interface {
  readonly name: string
  /** ifindex; null: not known. */
  readonly index: number | null
  readonly addresses: readonly HostAddress[]
}

/** A socket in state LISTEN. */
export interface Listener {
  /** Null: any address of its families (a wildcard). */
  readonly address: Address | null
  /** Families it takes connections of: `[::]` without IPV6_V6ONLY takes both. */
  readonly families: readonly (4 | 6)[]
  /** Families that it may take, too: not every tool tells IPV6_V6ONLY. */
  readonly unsure?: readonly (4 | 6)[]
  readonly port: number
  /** Bound to this interface alone; null: to none. */
  readonly device: string | null
  /** What ss says of the process, or ''. Hostile text. */
  readonly process: string
}

/** What of the host itself decides beside its rules. Null: was not read, and what depends on it is unknown. */
export interface Host {
  readonly interfaces: readonly Interface[] | null
  readonly listeners: readonly Listener[] | null
  /** By dotted name, such as `net.ipv4.ip_forward`. */
  readonly sysctls: ReadonlyMap<string, string>
  /** Seconds since 1970 at which the packet arrives; null: not known. */
  readonly at: number | null
  /** Seconds east of UTC of the kernel's time zone (sys_tz; xt_time --kerneltz, meta hour); null: not known. */
  readonly timeZone: number | null
  /** `uname -r`, where it was read. */
  readonly kernel: string | null
}

export const UNREAD_HOST: Host = {
  interfaces: null,
  listeners: null,
  sysctls: new Map(),
  at: null,
  timeZone: null,
  kernel: null,
}
