/** An IPv4 or IPv6 address as a number: the first bit on the wire is the highest. */
export interface Address {
  readonly family: 4 | 6
  readonly value: bigint
  /** RFC 4007 zone of a link-local address, e.g. `eth0`; no part of the number. */
  readonly zone?: string
}

/** Reads dotted decimal as inet_pton(3) does: four numbers, no leading zeros. */
function parseIPv4(text: string): bigint | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return null
  let value = 0n
  for (const part of match.slice(1)) {
    if ((part.length > 1 && part.startsWith('0')) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

/** The 16-bit groups of one side of `::`; a dotted IPv4 tail counts as two. Null when it is no such list. */
function groupsOf(text: string): bigint[] | null {
  if (text === '') return []
  const words = text.split(':')
  const groups: bigint[] = []
  for (const [index, word] of words.entries()) {
    if (index === words.length - 1 && word.includes('.')) {
      const tail = parseIPv4(word)
      if (tail === null) return null
      groups.push(tail >> 16n, tail & 0xffffn)
    } else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(BigInt(`0x${word}`))
    else return null
  }
  return groups
}

function parseIPv6(text: string): bigint | null {
  if (text.length > 45) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = groupsOf(halves[0] ?? '')
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : []
  if (!head || !tail || (halves.length === 2 && (halves[0] ?? '').includes('.'))) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  return [...head, ...Array.from({ length: missing }, () => 0n), ...tail].reduce((value, group) => (value << 16n) | group, 0n)
}

/** Reads an address in text form (RFC 4291 section 2.2, RFC 4007 section 11 for zones); null when it is none. Zones of odd characters are refused. */
export function parseAddress(text: string): Address | null {
  const four = parseIPv4(text)
  if (four !== null) return { family: 4, value: four }
  const at = text.indexOf('%')
  const six = parseIPv6(at < 0 ? text : text.slice(0, at))
  if (six === null) return null
  if (at < 0) return { family: 6, value: six }
  const zone = text.slice(at + 1)
  return /^[\w.:+@-]{1,64}$/.test(zone) ? { family: 6, value: six, zone } : null
}

function formatIPv6(value: bigint): string {
  // RFC 5952: lower case, the longest run of two or more zero groups shortened, the first of equals; IPv4-mapped in mixed form.
  if (value >> 32n === 0xffffn) return `::ffff:${formatIPv4(value & 0xffffffffn)}`
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn)
  let best = { start: 0, length: 0 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0n) length++
    if (length > best.length) best = { start, length }
  }
  const words = groups.map((group) => group.toString(16))
  if (best.length < 2) return words.join(':')
  return `${words.slice(0, best.start).join(':')}::${words.slice(best.start + best.length).join(':')}`
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

/** Canonical text (RFC 5952 for IPv6), with the zone. */
export function formatAddress(address: Address): string {
  if (address.family === 4) return formatIPv4(address.value)
  return formatIPv6(address.value) + (address.zone === undefined ? '' : `%${address.zone}`)
}

/** Whether two texts are the same address; the zone counts only where both have one. */
export function sameAddress(left: string, right: string): boolean {
  const a = parseAddress(left)
  const b = parseAddress(right)
  if (!a || !b || a.family !== b.family || a.value !== b.value) return false
  return a.zone === undefined || b.zone === undefined || a.zone === b.zone
}
