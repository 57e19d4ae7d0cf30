/** One key that the login stage offered, or would have. */
export interface OfferedKey {
  /** E.g. `ED25519`, as ssh names it, or `ED25519-CERT`. */
  readonly type: string
  /** `SHA256:…`; empty where ssh did not say it. */
  readonly sha256: string
  /** The file or the comment that ssh named. */
  readonly name: string
  readonly from: 'agent' | 'file' | 'explicit'
  /**
   * `refused`: the server did not want it. `accepted`: it took the key (the signature came after). `not-signed`: it would take it, and the
   * agent or the file did not sign. `locked`: a passphrase, touch or PIN is needed, which a login without a terminal cannot give.
   * `not-offered`: ssh did not send it, e.g. because its algorithm is not accepted on either side.
   */
  readonly fate: 'refused' | 'accepted' | 'not-signed' | 'locked' | 'not-offered'
  /**
   * Why it was not offered. `algorithm`: none of its signature algorithms is accepted on both sides. `permissions`: its file can be read
   * by others. `unreadable`: its file holds no key that ssh could read. `certificate`: it is no user certificate. `ended`: the login was
   * over before its turn came.
   */
  readonly why?: 'algorithm' | 'permissions' | 'unreadable' | 'certificate' | 'ended'
}
