import { EXTENSIONS, TCP_OPTIONS, TCP_OPTION_ALIASES } from './header-fields.ts'
import type { HeaderFields } from './header-fields.ts'
import { integer } from './integer.ts'
import type { Tokens } from './tokens.ts'
import type { Expression } from './typed-expression.ts'
import { Unreadable } from './unreadable.ts'

/** An option, chunk or header with a field, or, without one, whether it is there. */
export function option(tokens: Tokens, kind: string, known: ReadonlyMap<string, HeaderFields>, name = tokens.word()): Expression {
  const fields = known.get(name)
  if (!fields) throw new Unreadable(`${kind} ${name.slice(0, 40)} is not known`)
  const type = tokens.kind === 'word' ? fields.get(tokens.text) : undefined
  if (type === undefined) return { json: { [kind]: { name } }, type: 'boolean' }
  return { json: { [kind]: { name, field: tokens.word() } }, type }
}

export function tcpOption(tokens: Tokens): Expression {
  if (tokens.take('@')) {
    const base = tokens.kind === 'number' ? integer(tokens.word()) : (TCP_OPTION_NUMBERS.get(tokens.word()) ?? -1)
    tokens.expect(',')
    const offset = integer(tokens.word())
    tokens.expect(',')
    return { json: { 'tcp option': { base, offset, len: integer(tokens.word()) } }, type: 'integer' }
  }
  if (tokens.kind === 'number') {
    const base = integer(tokens.word())
    if (tokens.take('length')) return { json: { 'tcp option': { base, offset: 8, len: 8 } }, type: 'integer' }
    return { json: { 'tcp option': { base, offset: 0, len: 8 } }, type: 'boolean' }
  }
  const name = tokens.word()
  return option(tokens, 'tcp option', TCP_OPTIONS, TCP_OPTION_ALIASES.get(name) ?? name)
}

/** IANA, TCP Option Kind Numbers. */
const TCP_OPTION_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['eol', 0],
  ['nop', 1],
  ['maxseg', 2],
  ['window', 3],
  ['sack-perm', 4],
  ['sack', 5],
  ['timestamp', 8],
  ['md5sig', 19],
  ['mptcp', 30],
  ['fastopen', 34],
])

export function extension(tokens: Tokens, name: string): Expression {
  const fields = EXTENSIONS.get(name)
  const type = fields?.get(tokens.text)
  if (type === undefined) throw tokens.unexpected(`a field of ${name}`)
  let field = tokens.word()
  if (tokens.take('[')) {
    field = `${field}[${integer(tokens.word())}]`
    tokens.expect(']')
  }
  return { json: { exthdr: { name, field } }, type }
}
