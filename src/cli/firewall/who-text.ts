import { AddressSet, formatRange } from '../../net/address-set.ts'

/** Ranges in order, shortened to so many: `10.0.0.0/8, 192.0.2.7 … 412 more`. */
function rangesText(remotes: AddressSet, most: number): string {
  const shown: string[] = []
  for (const range of remotes.ranges()) {
    if (shown.length >= most) break
    shown.push(formatRange(range))
  }
  const more = remotes.rangeCount - shown.length
  return more > 0 ? `${shown.join(', ')} … ${more} more` : shown.join(', ')
}

/** Of the asked, those who are nearly all of them are named by that. */
export function whoText(remotes: AddressSet, asked: AddressSet, most: number): string {
  const nearly = remotes.size * 2n > AddressSet.all(remotes.family).size
  if (nearly && remotes.equals(asked)) return 'everyone'
  return nearly && remotes.rangeCount > 1 ? 'everyone else' : rangesText(remotes, most)
}
