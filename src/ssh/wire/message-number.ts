/** Message numbers of the transport layer: RFC 4253 section 12, RFC 5656 section 7.1, RFC 4419 section 5. */
export const MSG = {
  disconnect: 1,
  ignore: 2,
  unimplemented: 3,
  debug: 4,
  kexinit: 20,
  /** SSH_MSG_KEXDH_INIT and SSH_MSG_KEX_ECDH_INIT. */
  kexInit: 30,
  /** SSH_MSG_KEXDH_REPLY and SSH_MSG_KEX_ECDH_REPLY. */
  kexReply: 31,
  gexGroup: 31,
  gexInit: 32,
  gexReply: 33,
  gexRequest: 34,
} as const
