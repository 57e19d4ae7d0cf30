/** One line of a known_hosts file that names the host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) and holds a key that ssh can read. */
export interface KnownLine {
  readonly file: string
  readonly line: number
  /** What was looked for, e.g. `db1` or `[db1]:2222`. */
  readonly name: string
  /** `authority`: a CA's key, of `@cert-authority`. */
  readonly marker: 'key' | 'authority' | 'revoked'
  /** The hosts field as it stands: names, patterns, or a hash. */
  readonly hosts: string
  /** E.g. `ssh-ed25519`. */
  readonly type: string
  /** `SHA256:` and base64, as ssh-keygen -l prints it. */
  readonly sha256: string
}

/** The names under which ssh looks for a host (get_hostfile_hostname_ipaddr() of sshconnect.c). */
export interface KnownNames {
  readonly name: string
  /** Looked for when there is nothing of `name`; null: nothing else is. */
  readonly withoutPort: string | null
}

const SSH_PORT = 22
const MAX_LINE = 16_384
const MAX_LINES = 64
const CERTIFICATE = '-cert-v01@openssh.com'

/** @param alias of HostKeyAlias, which stands for host and port */
export function knownNames(host: string, port: number, alias: string | undefined): KnownNames {
  if (alias !== undefined) return { name: alias, withoutPort: null }
  const plain = host.toLowerCase()
  return port === SSH_PORT ? { name: plain, withoutPort: null } : { name: withPort(plain, port), withoutPort: plain }
}

/** put_host_port() of misc.c. */
function withPort(host: string, port: number): string {
  return port === SSH_PORT ? host : `[${host}]:${port}`
}

/**
 * Joins what `ssh-keygen -F` and `ssh-keygen -l -F` print of one file (known_hosts_find_delete() of ssh-keygen.c): of each line that is
 * found, its number, the fingerprint, the name and the line itself, in one line of text. Lines whose key ssh-keygen cannot read have no
 * fingerprint, and ssh passes them over: they are left out. Never throws.
 * @returns the lines to be recorded, and whether some were left out for our bounds
 */
export function joinFound(name: string, found: string, listed: string): { readonly lines: readonly string[]; readonly cut: boolean } {
  const fingerprints = new Map<number, string>()
  for (const [line, text] of entries(name, listed)) {
    const sha256 = / (SHA256:[A-Za-z0-9+/]{43})(?: |$)/.exec(text)?.[1]
    if (sha256 !== undefined) fingerprints.set(line, sha256)
  }
  const all = entries(name, found).flatMap(([line, text]) => {
    const sha256 = fingerprints.get(line)
    return sha256 === undefined ? [] : [`${line} ${sha256} ${name} ${text}`]
  })
  const lines = all.filter((text) => text.length <= MAX_LINE).slice(0, MAX_LINES)
  return { lines, cut: lines.length < all.length }
}

/** `# Host NAME found: line N`, with `CA` or `REVOKED`, and the line under it. A line of the file never begins like that: it is no comment. */
function entries(name: string, text: string): readonly (readonly [number, string])[] {
  const lines = text.split('\n')
  const begin = `# Host ${name} found: line `
  return lines.flatMap((line, index): (readonly [number, string])[] => {
    const number = line.startsWith(begin) ? /^(\d{1,9})(?: (?:CA|REVOKED)?)?\r?$/.exec(line.slice(begin.length))?.[1] : undefined
    return number === undefined ? [] : [[Number(number), (lines[index + 1] ?? '').replace(/\r$/, '')]]
  })
}

/** Reads the lines that joinFound() has made. Never throws. @param file from which they are */
export function parseKnownLines(file: string, text: string): readonly KnownLine[] {
  return text.split('\n').flatMap((recorded): KnownLine[] => {
    const parts =
      /^(\d{1,9}) (SHA256:[A-Za-z0-9+/]{43}) (\S{1,1100}) [ \t]*(?:(@cert-authority|@revoked)[ \t]+)?(\S+)[ \t]+(\S{1,64})(?:[ \t]|$)/.exec(
        recorded,
      )
    if (!parts) return []
    const [, line, sha256 = '', name = '', marker, hosts = '', type = ''] = parts
    return [{ file, line: Number(line), name, marker: marker === undefined ? 'key' : MARKERS[marker as '@revoked'], hosts, type, sha256 }]
  })
}

const MARKERS = { '@cert-authority': 'authority', '@revoked': 'revoked' } as const

/** The type that the blob of a host key has for a signature algorithm, e.g. `ssh-rsa` for `rsa-sha2-512` (sshkey_type_from_name()). */
export function keyTypeOf(algorithm: string): string {
  return algorithm.replace(/^rsa-sha2-(?:256|512)(?=$|-cert-)/, 'ssh-rsa')
}

export function isCertificate(type: string): boolean {
  return type.endsWith(CERTIFICATE)
}

/** The type of the key in a certificate, or the type itself: sshkey_type_plain(). */
export function plainType(type: string): string {
  if (!isCertificate(type)) return type
  const name = type.slice(0, -CERTIFICATE.length)
  return name.startsWith('sk-') ? `${name}@openssh.com` : name
}

/**
 * The host key algorithms as ssh offers them to a host that it knows: order_hostkeyalgs() of sshconnect2.c. Those whose keys are known come
 * first, and all of certificates where a CA is; unchanged, where a key of the first type is known.
 * @param algorithms HostKeyAlgorithms in their order
 * @param known lines of the one name that ssh looks for
 */
export function hostKeyOrder(algorithms: readonly string[], known: readonly KnownLine[]): readonly string[] {
  const types = new Set(known.filter(({ marker }) => marker === 'key').map(({ type }) => type))
  const isKnown = (algorithm: string): boolean => types.has(plainType(keyTypeOf(algorithm)))
  const [best] = algorithms
  if (best === undefined || isKnown(best)) return algorithms
  const authority = known.some(({ marker }) => marker === 'authority')
  const first = algorithms.filter((one) => (authority && isCertificate(one)) || isKnown(one))
  return [...first, ...algorithms.filter((one) => !first.includes(one))]
}
