/** Strings with control characters, C1 ones too: a peer could move the cursor with them. */
export function unprintable(value: unknown): string[] {
  if (typeof value === 'string') return /[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(value) ? [`control characters in ${JSON.stringify(value)}`] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(unprintable) : []
}
