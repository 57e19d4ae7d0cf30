import { catalogue } from './catalogue.ts'
import { causeTable } from './cause-table.ts'
import { firewallParts } from './firewall-parts.ts'
import { manPage } from './man-page.ts'
import { LISTS, partList } from './part-lists.ts'

/** A file that `npm run generate` writes; `path` from the root of the repository. */
export interface Generated {
  readonly path: string
  readonly text: string
}

/** Everything that is made from other files, in the order in which it must be written. */
export async function* generated(root: string): AsyncGenerator<Generated> {
  for (const list of LISTS) yield partList(root, list)
  yield catalogue(root)
  yield await causeTable(root)
  yield await firewallParts(root)
  yield manPage()
}
