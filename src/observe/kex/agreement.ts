/** Our side of one key agreement. Its secret protects nothing: the connection ends before a key comes into force. */
export interface Agreement {
  /** Our public value: the bytes of the string or mpint that carries it. */
  readonly value: Uint8Array
  /**
   * The shared secret K as it goes into the exchange hash, with its length; null: the server's value is none.
   * @param value the server's public value, the bytes of its string or mpint
   */
  shared(value: Uint8Array): Uint8Array | null
}
