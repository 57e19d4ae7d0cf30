import { printable } from '../net/printable.ts'

/** Makes every string of the document printable: what came from the network, from files and from the command line alike. */
export function clean<T>(value: T): T {
  if (typeof value === 'string') return printable(value, 2048) as T
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(clean) as T
  const shown: Record<string, unknown> = {}
  for (const key in value) shown[key] = clean(value[key])
  return shown as T
}
