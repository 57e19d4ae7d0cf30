/** The lists of one SSH_MSG_KEXINIT (RFC 4253 section 7.1), in their order; each name at most 64 printable ASCII characters. */
export interface KexOffer {
  readonly kex: readonly string[]
  readonly hostKey: readonly string[]
  readonly ciphersToServer: readonly string[]
  readonly ciphersToClient: readonly string[]
  readonly macsToServer: readonly string[]
  readonly macsToClient: readonly string[]
  readonly compressionToServer: readonly string[]
  readonly compressionToClient: readonly string[]
}

/** The key by which a server proved itself in a key exchange. */
export interface HostKeySeen {
  /** Of the key itself, e.g. `ssh-ed25519` or `ssh-ed25519-cert-v01@openssh.com`. */
  readonly type: string
  /** `SHA256:` and base64 without padding, as ssh-keygen -l prints it; for a certificate that of the key in it. */
  readonly sha256: string
  /** The key or certificate as it came, base64: hostile, at most 64 KiB. */
  readonly blob: string
  /** The signature algorithm used, e.g. `rsa-sha2-512`. */
  readonly algorithm: string
  /** Whether the signature over the exchange hash is of this key: `unknown` where this program cannot compute it. */
  readonly signature: 'verified' | 'wrong' | 'unknown'
  /** Of a certificate: the fingerprint of the key that signed it, as `sha256`. */
  readonly signedBy?: string
}

/** A key exchange without login, as far as it came. */
export interface KexSeen {
  /** From the identification to the end, microseconds. */
  readonly us: number
  /** The server's lists; absent when its KEXINIT did not come. */
  readonly offer?: KexOffer
  /** What was agreed on; absent when there was nothing in common with what this program can compute. */
  readonly agreed?: { readonly kex: string; readonly hostKey: string }
  readonly hostKey?: HostKeySeen
  /** SSH_MSG_DISCONNECT of the server: its reason code (RFC 4253 section 11.1) and description, at most 255 bytes: hostile. */
  readonly disconnect?: { readonly code: number; readonly text: string }
  /** TCP's own account when the exchange was silent (TCP_INFO): what we sent and was never acknowledged tells of a lost large packet. */
  readonly stall?: Stall
}

export interface Stall {
  /** The largest packet that we sent, bytes. */
  readonly sent: number
  /** Segments in flight, and retransmissions of the first of them. */
  readonly unacked: number
  readonly retransmits: number
  /** Those in flight that the other side has, behind one that is missing there (SACK, RFC 2018). */
  readonly sacked: number
  /** Bytes of a segment, and the path MTU as the kernel knows it. */
  readonly mss: number
  readonly mtu: number
}
