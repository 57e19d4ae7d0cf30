/** Writers of the data types of RFC 4251 section 5. */

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

/** Text of latin1 characters as bytes. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** string: a uint32 length and so many bytes. */
export function string(bytes: Uint8Array): Uint8Array {
  return concat(uint32(bytes.length), bytes)
}

/** mpint of a number that is not negative, from the bytes of its magnitude. */
export function mpint(magnitude: Uint8Array): Uint8Array {
  const start = magnitude.findIndex((byte) => byte !== 0)
  if (start < 0) return uint32(0)
  const bytes = magnitude.subarray(start)
  return string((bytes[0] ?? 0) & 0x80 ? concat(Uint8Array.of(0), bytes) : bytes)
}

/** name-list: names of ASCII, comma-separated. */
export function nameList(names: readonly string[]): Uint8Array {
  return string(latin1(names.join(',')))
}
