/** One keyword that ssh_config changed against what was typed. `file` and `line` are absent when the origin was not found. */
export interface Changed {
  readonly keyword: string
  /** What was typed, or what ssh would have used without any ssh_config. */
  readonly typed: string | number
  readonly resolved: string | number
  readonly file?: string
  readonly line?: number
}

/** Where `ssh` would connect to, and what was typed for it. All strings are as ssh resolved them: not safe to print unescaped. */
export interface Target {
  /** What the user typed, verbatim. */
  readonly input: string
  readonly host: string
  /** TCP port, 1 to 65535. */
  readonly port: number
  readonly user: string | null
  /** `ssh -G`, or `literal` where there is no ssh binary: then nothing of ssh_config is known. */
  readonly resolvedBy: 'ssh -G' | 'literal'
  /** Jump hosts in the order of travel (ProxyJump), each as ssh_config writes it. */
  readonly via: readonly string[]
  /** True when ssh reaches the host by a ProxyCommand: then it makes no connection of its own. */
  readonly proxyCommand: boolean
  /** AddressFamily. */
  readonly family: 'any' | 'inet' | 'inet6'
  /** BindAddress, or null. */
  readonly bindAddress: string | null
  /** BindInterface, or null. */
  readonly bindInterface: string | null
  readonly changed: readonly Changed[]
  /** True when the user's configuration has a `Match exec`, whose command `ssh -G` runs. */
  readonly matchExec: boolean
}
