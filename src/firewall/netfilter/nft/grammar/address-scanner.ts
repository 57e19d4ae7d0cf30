const COLON = 58
const DOT = 46

/** The value of a hexadecimal digit; -1: it is none. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** Reads addresses where they stand in a long text, without copying. What was read last is in its fields. */
export class AddressScanner {
  readonly #source: string
  readonly #groups = new Uint16Array(8)
  readonly #octets = new DataView(new ArrayBuffer(16))
  /** The IPv4 address read last. */
  four = 0

  constructor(source: string) {
    this.#source = source
  }

  /** The IPv6 address read last. */
  get six(): bigint {
    for (let at = 0; at < 8; at++) this.#octets.setUint16(at * 2, this.#groups[at] as number)
    return (this.#octets.getBigUint64(0) << 64n) | this.#octets.getBigUint64(8)
  }

  /** Where the dotted decimal address that begins at `at` ends; -1: there is none. */
  endOfFour(at: number): number {
    const source = this.#source
    let value = 0
    for (let part = 0; part < 4; part++) {
      const start = at
      let octet = 0
      let code = source.charCodeAt(at)
      while (code >= 48 && code <= 57 && octet < 256) {
        octet = octet * 10 + code - 48
        code = source.charCodeAt(++at)
      }
      if (at === start || at - start > 3 || octet > 255) return -1
      value = value * 256 + octet
      if (part === 3) break
      if (code !== DOT) return -1
      at++
    }
    this.four = value
    return at
  }

  /** Where the IPv6 address (RFC 4291 section 2.2) that begins at `at` ends; -1: there is none. */
  endOfSix(at: number): number {
    const source = this.#source
    const groups = this.#groups
    let count = 0
    let gap = -1
    if (source.charCodeAt(at) === COLON) {
      if (source.charCodeAt(at + 1) !== COLON) return -1
      gap = 0
      at += 2
    }
    while (count < 8) {
      const start = at
      let value = 0
      for (let digit = digitOf(source.charCodeAt(at)); digit >= 0; digit = digitOf(source.charCodeAt(at))) {
        if (++at - start > 4) return -1
        value = value * 16 + digit
      }
      if (at === start) break
      const code = source.charCodeAt(at)
      if (code === DOT && count <= 6) {
        at = this.endOfFour(start)
        if (at < 0) return -1
        groups[count++] = this.four >>> 16
        groups[count++] = this.four & 0xffff
        break
      }
      groups[count++] = value
      if (code !== COLON) break
      if (source.charCodeAt(at + 1) === COLON) {
        if (gap >= 0) break
        gap = count
        at += 2
      } else if (count < 8 && digitOf(source.charCodeAt(at + 1)) >= 0) at++
      else break
    }
    if (gap < 0 ? count !== 8 : count === 8) return -1
    if (gap >= 0) {
      const tail = count - gap
      groups.copyWithin(8 - tail, gap, count)
      groups.fill(0, gap, 8 - tail)
    }
    return at
  }

  /** Where six octets with colons that begin at `at` end; -1: there are none. */
  endOfMac(at: number): number {
    for (let octet = 0; octet < 6; octet++) {
      if (octet > 0 && this.#source.charCodeAt(at++) !== COLON) return -1
      if (digitOf(this.#source.charCodeAt(at)) < 0) return -1
      at += digitOf(this.#source.charCodeAt(at + 1)) < 0 ? 1 : 2
    }
    return at
  }

  /** Where a traffic class `1:2` that begins at `at` ends; -1: there is none. It must stand alone, as nft(8) wants it. */
  endOfClass(at: number): number {
    for (let half = 0; half < 2; half++) {
      if (half > 0 && this.#source.charCodeAt(at++) !== COLON) return -1
      const start = at
      while (at - start < 5 && digitOf(this.#source.charCodeAt(at)) >= 0) at++
      if (at === start || at - start > 4) return -1
    }
    return ' \t\n:-},;'.includes(this.#source.charAt(at)) ? at : -1
  }
}
