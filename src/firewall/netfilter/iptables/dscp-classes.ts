const FIXED: ReadonlyMap<string, number> = new Map([
  ['BE', 0],
  ['EF', 0x2e],
  ['VA', 0x2c],
])

/** The DSCP of a class of RFC 2474, 2597 and 3246, and VA of RFC 5865; null: there is none of this name. */
export function dscpOfClass(name: string): number | null {
  const upper = name.toUpperCase()
  const fixed = FIXED.get(upper)
  if (fixed !== undefined) return fixed
  const selector = /^CS([0-7])$/.exec(upper)
  if (selector) return Number(selector[1]) << 3
  const assured = /^AF([1-4])([1-3])$/.exec(upper)
  return assured ? (Number(assured[1]) << 3) | (Number(assured[2]) << 1) : null
}
