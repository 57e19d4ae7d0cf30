import { expression } from './expression.ts'
import { integer } from './integer.ts'
import type { Session } from './session.ts'
import { expectEnd } from './session.ts'
import { Unreadable } from './unreadable.ts'

/** `define`, `redefine`, `undefine` and `include`, which may stand in every block. @returns whether it was one of them */
export function definition(session: Session): boolean {
  const { tokens, scopes } = session
  if (tokens.kind !== 'word') return false
  switch (tokens.text) {
    case 'include':
      return included()
    case 'undefine': {
      tokens.advance()
      const name = tokens.word()
      scopes.findLast((scope) => scope.has(name))?.delete(name)
      break
    }
    case 'define':
    case 'redefine': {
      tokens.advance()
      const name = tokens.word()
      tokens.expect('=')
      const negative = tokens.take('-')
      const value = negative ? `-${integer(tokens.word())}` : expression(session, 'values').json
      scopes.at(-1)?.set(name, negative ? Number(value) : value)
      break
    }
    default:
      return false
  }
  expectEnd(session)
  return true
}

export function included(): never {
  throw new Unreadable('the file that is included was not read')
}
