import { anonymousChain } from './grammar/chain-block.ts'
import { commands } from './grammar/commands.ts'
import { Draft } from './grammar/draft.ts'
import type { Session } from './grammar/session.ts'
import { Tokens } from './grammar/tokens.ts'
import type { NftReading } from './reading.ts'

/** Enough for long lists of addresses that are used in some places. */
const VALUES_OF_VARIABLES = 5_000_000

/**
 * Reads the text of `nft list ruleset`, or a file for `nft -f`, into the form of libnftables-json(5). Never throws. A rule that cannot be read
 * stands in its chain with the one statement `{ unread: why }`; a chain or object of which something could not be read has a field `unread`, and
 * a set or map then has the one element `{ unread: why }`.
 * Files that are included are not read, and are noted as unread.
 */
export function parseNftText(text: string): NftReading {
  const session: Session = {
    tokens: new Tokens(text),
    scopes: [new Map()],
    family: 'ip',
    depth: 0,
    budget: VALUES_OF_VARIABLES,
    draft: new Draft(),
    unread: [],
    table: null,
    anonymous: 0,
    anonymousChain: () => anonymousChain(session),
  }
  commands(session)
  return { objects: session.draft.placed(), unread: session.unread }
}
