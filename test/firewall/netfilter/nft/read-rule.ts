import type { NftJson } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'

/** The statements of one rule in a table of a family. */
export function readRule(rule: string, family = 'inet', before = ''): NftJson {
  const { objects, unread } = parseNftText(`${before}\ntable ${family} t {\n chain c {\n  ${rule}\n }\n}\n`)
  if (unread.length > 0) throw new Error(unread.map(({ text, why }) => `${text}: ${why}`).join('\n'))
  return objects.find(({ kind, object }) => kind === 'rule' && object['chain'] === 'c')?.object['expr'] ?? null
}
