import type { NftJson } from '../ast.ts'
import type { Unread } from '../reading.ts'
import type { DraftTable, Draft } from './draft.ts'
import type { Grammar } from './grammar.ts'
import { Unreadable } from './unreadable.ts'

/** The reading of one text. */
export interface Session extends Grammar {
  readonly draft: Draft
  readonly unread: Unread[]
  /** In whose block or command the reader is; null: in none. */
  table: DraftTable | null
  /** Chains without a name so far. */
  anonymous: number
}

/**
 * Reads one statement of a file. Where that fails, the statement is noted as unread, and the reader stands behind it.
 * @returns why it was not read; null: it was
 */
export function guarded(session: Session, read: () => void): string | null {
  const { tokens, unread } = session
  const { start, line } = tokens
  try {
    read()
    return null
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const text = skipStatement(session, start, line)
    unread.push({ line, text, why: error.message })
    return error.message
  }
}

/** Skips to the end of the line or the `;`, past whole blocks in braces. @returns what was skipped */
function skipStatement({ tokens }: Session, start: number, line: number): string {
  tokens.back(start, line, 0)
  let depth = 0
  while (tokens.kind !== 'end') {
    if (tokens.is('{')) depth++
    else if (tokens.is('}')) {
      if (depth === 0) break
      depth--
    } else if (depth === 0 && atSeparator(tokens)) break
    tokens.advance()
  }
  // A brace that closes nothing would stop the reader here for good.
  if (tokens.start === start) tokens.advance()
  return tokens.source.slice(start, tokens.before).trim()
}

function atSeparator(tokens: Session['tokens']): boolean {
  return tokens.kind === 'newline' || tokens.is(';')
}

/**
 * Reads what stands between braces, statement by statement.
 * @param object what the block is of: nft -a writes its handle in a comment behind the opening brace
 * @throws Unreadable where there is no block, or it does not end
 */
export function block(session: Session, object: Record<string, NftJson>, read: () => void): void {
  const { tokens } = session
  tokens.takeHandle()
  tokens.expect('{')
  const handle = tokens.takeHandle()
  if (handle !== null) object['handle'] = handle
  session.scopes.push(new Map())
  try {
    while (!tokens.is('}')) {
      if (tokens.kind === 'end') throw tokens.unexpected('}')
      if (atSeparator(tokens)) tokens.advance()
      else guarded(session, read)
    }
  } finally {
    session.scopes.pop()
  }
  tokens.advance()
}

/** Whether a statement ends here. */
export function atEnd({ tokens }: Session): boolean {
  return tokens.kind === 'end' || atSeparator(tokens) || tokens.is('}')
}

/** @throws Unreadable where more of the statement follows */
export function expectEnd(session: Session): void {
  if (!atEnd(session)) throw session.tokens.unexpected('the end of the statement')
}
