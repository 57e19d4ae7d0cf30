import type { NftJson } from '../ast.ts'
import { definition } from './definitions.ts'
import type { Entry } from './draft.ts'
import { seconds } from './duration.ts'
import { concatenated, set } from './expression.ts'
import { variable } from './grammar.ts'
import { integer } from './integer.ts'
import { asList, asObject } from '../json-value.ts'
import { meter } from './meters.ts'
import { objectKind } from './object-block.ts'
import { packedElements } from './packed-elements.ts'
import type { Session } from './session.ts'
import { atEnd, block, expectEnd } from './session.ts'
import { typed } from './typed.ts'
import { Unreadable } from './unreadable.ts'

/** Reads the block of a set or map. What is unreadable in it is noted at the object too: its elements are not all known. */
export function setBlock(session: Session, entry: Entry): void {
  block(session, entry.object, () => {
    try {
      if (!definition(session)) setStatement(session, entry)
    } catch (error) {
      if (error instanceof Unreadable) entry.object['unread'] = error.message
      throw error
    }
  })
  const elem = asList(entry.object['elem'])
  if (elem && entry.untyped) entry.object['elem'] = typedElements(elem, entry)
  entry.untyped = false
}

function setStatement(session: Session, entry: Entry): void {
  const { tokens } = session
  const { object } = entry
  const { text } = tokens
  const counted = meter(tokens)
  if (counted) {
    object['stmt'] = [...((object['stmt'] as readonly NftJson[] | undefined) ?? []), counted]
    if (!atEnd(session)) return
  } else {
    tokens.word()
    switch (text) {
      case 'type':
        types(session, entry)
        break
      case 'typeof':
        typesOf(session, entry)
        break
      case 'flags':
        flag(object, listOfWords(session))
        break
      case 'timeout':
        flag(object, ['timeout'])
        object['timeout'] = seconds(tokens.word())
        break
      case 'gc-interval':
        object[text] = seconds(tokens.word())
        break
      case 'size':
        object['size'] = tokens.take('$') ? variable(session) : integer(tokens.word())
        break
      case 'policy':
      case 'comment':
        object[text] = tokens.word()
        break
      case 'auto-merge':
        object[text] = true
        return
      case 'elements':
        tokens.expect('=')
        addElements(session, entry)
        return
      default:
        throw new Unreadable(`"${text.slice(0, 40)}" is no property of a set`)
    }
  }
  expectEnd(session)
}

function flag(object: Record<string, NftJson>, more: readonly string[]): void {
  object['flags'] = [...new Set([...((object['flags'] as readonly string[] | undefined) ?? []), ...more])]
}

function listOfWords({ tokens }: Session): readonly string[] {
  const words = [tokens.word()]
  while (tokens.take(',')) words.push(tokens.word())
  return words
}

/** `ipv4_addr . inet_service [: verdict]` */
function types(session: Session, entry: Entry): void {
  const { tokens } = session
  const keys = typeNames(session)
  entry.keyType = keys.length === 1 ? (keys[0] as string) : keys
  entry.object['type'] = entry.keyType
  if (!tokens.take(':')) return
  const data = typeNames(session)
  entry.dataType = data.length === 1 ? (data[0] as string) : data
  entry.object['map'] = entry.dataType
}

/** Names of objects have two words, such as `ct helper`. Whether data are intervals does not matter here. */
function typeNames(session: Session): readonly string[] {
  const { tokens } = session
  const names: string[] = []
  do {
    let name = tokens.word()
    if (name === 'interval') name = tokens.word()
    names.push(name === 'ct' ? `ct ${tokens.word()}` : name)
  } while (tokens.take('.'))
  return names
}

/** `ip saddr . tcp dport [: meta mark]` */
function typesOf(session: Session, entry: Entry): void {
  const { tokens } = session
  const { json, type } = concatenated(session, 'selectors')
  entry.keyType = type
  entry.object['type'] = { typeof: json }
  if (!tokens.take(':')) return
  tokens.take('interval')
  const object = tokens.is('verdict') ? tokens.word() : objectKind(tokens)
  entry.dataType = object ?? concatenated(session, 'selectors').type
  entry.object['map'] = entry.dataType
}

/** Reads `{ … }` or `$name` into a set. */
export function addElements(session: Session, entry: Entry): void {
  const { tokens } = session
  const { object } = entry
  if (tokens.take('$')) {
    const value = variable(session)
    keep(entry, asList(asObject(value)?.['set']) ?? [value])
    return
  }
  const plain = entry.kind === 'set' && tokens.is('{') && !object['elem']
  const found = plain ? packedElements(tokens.source, tokens.start, entry.packed ? 0 : undefined) : null
  if (found && (!entry.packed || entry.packed.family === found.packed.family)) {
    if (entry.packed) for (const end of found.packed.ends) entry.packed.ends.push(end)
    else entry.packed = found.packed
    tokens.jump(found.end, found.lines)
    return
  }
  if (entry.packed) throw new Unreadable('elements of another sort than those before')
  keep(entry, set(session))
}

function keep(entry: Entry, elements: readonly NftJson[]): void {
  const { object } = entry
  if (entry.keyType === undefined) entry.untyped = true
  const before = object['elem'] as NftJson[] | undefined
  if (!before) object['elem'] = typedElements(elements, entry)
  else for (const element of typedElements(elements, entry)) before.push(element)
}

/** Elements in the form of their types: pairs of key and data in a map. */
export function typedElements(elements: readonly NftJson[], { keyType = null, dataType = null }: Entry): readonly NftJson[] {
  return elements.map((element) => {
    const pair = asList(element)
    return pair ? [typed(pair[0] ?? null, keyType), typed(pair[1] ?? null, dataType)] : typed(element, keyType)
  })
}
