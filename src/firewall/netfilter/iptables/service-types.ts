import type { Marked } from './marks.ts'

/** RFC 1349 section 4; the mask of names leaves out the bits of IP precedence (tos_parse_symbolic() of libxtables). */
const NAMES: ReadonlyMap<string, Marked> = new Map([
  ['minimize-delay', { value: 0x10, mask: 0x3f }],
  ['maximize-throughput', { value: 0x08, mask: 0x3f }],
  ['maximize-reliability', { value: 0x04, mask: 0x3f }],
  ['minimize-cost', { value: 0x02, mask: 0x3f }],
  ['normal-service', { value: 0, mask: 0x3f }],
])

/** A named type of service; null: there is none of this name. */
export function serviceType(name: string): Marked | null {
  return NAMES.get(name.toLowerCase()) ?? null
}
