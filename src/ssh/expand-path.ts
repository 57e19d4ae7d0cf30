/** What the tokens of a path in ssh_config stand for. */
export interface PathTokens {
  /** The home folder of the local user, by the uid: `~`, `%d`. */
  readonly home: string
  /** `%i` */
  readonly uid: number
  /** `%u` */
  readonly localUser: string
  /** `%r` */
  readonly remoteUser: string
  /** `%h`, and `%n`: as typed. */
  readonly host: string
  readonly typed: string
  readonly port: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Expands a path as ssh does for IdentityFile, CertificateFile and IdentityAgent: tilde_expand_filename(), percent_dollar_expand() in misc.c.
 * @returns null where a token or variable is not known here, or another user's home is named
 */
export function expandPath(text: string, tokens: PathTokens): string | null {
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    d: tokens.home,
    h: tokens.host,
    i: String(tokens.uid),
    n: tokens.typed,
    p: String(tokens.port),
    r: tokens.remoteUser,
    u: tokens.localUser,
  }
  let known = true
  const expanded = text.replaceAll(/%(.?)|\$\{([^}]*)\}/gs, (_, letter: string | undefined, name: string | undefined) => {
    const value = name === undefined ? values[letter ?? ''] : tokens.env[name]
    known &&= value !== undefined
    return value ?? ''
  })
  if (!known || expanded.includes('\0')) return null
  if (!expanded.startsWith('~')) return expanded
  return expanded === '~' || expanded.startsWith('~/') ? tokens.home + expanded.slice(1) : null
}
