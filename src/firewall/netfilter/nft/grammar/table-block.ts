import { chainBlock } from './chain-block.ts'
import { definition } from './definitions.ts'
import { chainOf, objectOf } from './draft.ts'
import type { DraftTable } from './draft.ts'
import { single } from './nat.ts'
import { objectBody, objectKind } from './object-block.ts'
import type { Session } from './session.ts'
import { block, expectEnd } from './session.ts'
import { setBlock } from './set-block.ts'

/** Reads the block of a table: its chains, sets and objects. */
export function tableBlock(session: Session, table: DraftTable): void {
  block(session, table.entry.object, () => tableStatement(session, table))
}

function tableStatement(session: Session, table: DraftTable): void {
  const { tokens } = session
  const { line } = tokens
  const { object } = table.entry
  if (tokens.is('include')) object['unread'] = 'a file that is included in it was not read'
  if (definition(session)) return
  const kind = objectKind(tokens)
  if (kind !== null) return objectBody(session, objectOf(table, kind, tokens.word(), line))
  const word = tokens.word()
  switch (word) {
    case 'chain':
      return chainBlock(session, declaredChain(session, table))
    case 'set':
    case 'map':
      return setBlock(session, objectOf(table, word, tokens.word(), line))
    case 'flags': {
      const flags = [tokens.word()]
      while (tokens.take(',')) flags.push(tokens.word())
      object['flags'] = single(flags)
      break
    }
    case 'comment':
      object['comment'] = tokens.word()
      break
    default:
      throw tokens.unexpected('a chain, set, map or object')
  }
  expectEnd(session)
}

/** The chain whose name stands here. */
export function declaredChain({ tokens }: Session, table: DraftTable): ReturnType<typeof chainOf> {
  const { line } = tokens
  const chain = chainOf(table, tokens.name(), line)
  delete chain.placed.object['unread']
  return chain
}
