import type { NftJson, Placed } from '../ast.ts'
import type { DraftChain } from './draft.ts'
import type { Session } from './session.ts'
import { atEnd, guarded } from './session.ts'
import { statement } from './statement.ts'

/** The most statements a rule is read with; the kernel takes 128 expressions (NFT_RULE_MAXEXPRS). */
const MOST_STATEMENTS = 1000

/**
 * Reads a rule, up to its end. One that cannot be read is noted, and stands in the chain all the same, with a statement `{ unread: why }`: it
 * may match or not.
 */
export function rule(session: Session, { placed: { object } }: DraftChain): Placed {
  const { tokens } = session
  const { start, line } = tokens
  tokens.takeHandle()
  let expr: readonly NftJson[] = []
  let comment: string | null = null
  const why = guarded(session, () => {
    const statements: NftJson[] = []
    while (!atEnd(session)) {
      if (tokens.take('comment')) comment = tokens.word()
      else statements.push(statement(session))
      if (statements.length > MOST_STATEMENTS) throw tokens.unexpected('the end of so long a rule')
    }
    expr = statements
  })
  if (why !== null) expr = [{ unread: why }]
  const text = tokens.source.slice(start, tokens.before).trim()
  const { family = null, table = null, name = null } = object
  const made: Record<string, NftJson> = { family, table, chain: name, expr }
  const handle = tokens.takeHandle()
  if (handle !== null) made['handle'] = handle
  if (comment !== null) made['comment'] = comment
  return { kind: 'rule', object: made, line, text }
}
