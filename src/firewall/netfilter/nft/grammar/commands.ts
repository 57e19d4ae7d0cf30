import type { NftJson } from '../ast.ts'
import { chainBlock } from './chain-block.ts'
import { definition } from './definitions.ts'
import { chainOf, empty, indexOfHandle, insertRule, objectOf, removeRule } from './draft.ts'
import type { DraftChain, DraftTable, Entry } from './draft.ts'
import { set } from './expression.ts'
import { integer } from './integer.ts'
import { asList, asObject } from '../json-value.ts'
import { objectBody, objectKind } from './object-block.ts'
import { rule } from './rule.ts'
import type { Session } from './session.ts'
import { atEnd, expectEnd, guarded } from './session.ts'
import { addElements, setBlock, typedElements } from './set-block.ts'
import { declaredChain, tableBlock } from './table-block.ts'
import { Unreadable } from './unreadable.ts'

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'])

/** Reads a whole file: commands, each of which changes the draft. */
export function commands(session: Session): void {
  const { tokens } = session
  while (tokens.kind !== 'end') {
    if (tokens.kind === 'newline' || tokens.is(';')) tokens.advance()
    else {
      guarded(session, () => {
        command(session)
        expectEnd(session)
      })
      session.table = null
    }
  }
}

function command(session: Session): void {
  const { tokens } = session
  if (definition(session)) return
  const { text } = tokens
  const read = tokens.kind === 'word' ? COMMANDS.get(text) : undefined
  if (read) {
    tokens.advance()
    read(session, text)
  } else add(session)
}

const COMMANDS: ReadonlyMap<string, (session: Session, name: string) => void> = new Map<string, (session: Session, name: string) => void>([
  ['add', add],
  ['create', add],
  ['insert', insert],
  ['replace', replace],
  ['delete', remove],
  ['destroy', remove],
  ['flush', flush],
  ...['list', 'reset', 'get', 'describe', 'monitor', 'export', 'import', 'rename'].map((name): [string, () => never] => [
    name,
    () => {
      throw new Unreadable(`${name} is not applied`)
    },
  ]),
])

function family(session: Session): string {
  const { tokens } = session
  session.family = tokens.kind === 'word' && FAMILIES.has(tokens.text) ? tokens.word() : 'ip'
  return session.family
}

/** `[family] TABLE`, made where it is not there. */
function table(session: Session): DraftTable {
  const { line } = session.tokens
  session.table = session.draft.table(family(session), session.tokens.word(), line)
  return session.table
}

/** A table that must be there. */
function known(session: Session): DraftTable {
  const of = family(session)
  const name = session.tokens.word()
  const found = session.draft.find(of, name)
  if (!found) throw new Unreadable(`there is no table ${of} ${name.slice(0, 60)} here`)
  session.table = found
  return found
}

function add(session: Session): void {
  const { tokens } = session
  const { line } = tokens
  const kind = objectKind(tokens)
  if (kind !== null) {
    const entry = objectOf(table(session), kind, tokens.word(), line)
    return objectBody(session, entry)
  }
  const { text } = tokens
  switch (text) {
    case 'table': {
      tokens.advance()
      const made = table(session)
      return tokens.is('{') ? tableBlock(session, made) : undefined
    }
    case 'chain': {
      tokens.advance()
      const chain = declaredChain(session, table(session))
      return tokens.is('{') ? chainBlock(session, chain) : undefined
    }
    case 'set':
    case 'map':
      tokens.advance()
      return setBlock(session, objectOf(table(session), text, tokens.word(), line))
    case 'element':
      tokens.advance()
      return addElement(session)
    case 'rule': {
      tokens.advance()
      const chain = ruleChain(session)
      return place(session, chain, (at) => at + 1, chain.rules.length)
    }
    default:
      throw tokens.unexpected('a command')
  }
}

function insert(session: Session): void {
  session.tokens.expect('rule')
  place(session, ruleChain(session), (at) => at, 0)
}

/** `[family] TABLE CHAIN`. A chain that was not declared here may be hooked anywhere. */
function ruleChain(session: Session): DraftChain {
  const of = table(session)
  const { line } = session.tokens
  const name = session.tokens.name()
  const found = of.chains.get(name)
  if (found) return found
  const made = chainOf(of, name, line)
  made.placed.object['unread'] = 'the chain is not declared here'
  return made
}

/** Puts the rule beside the one that `handle N`, `position N` or `index N` names, or where it goes without. */
function place(session: Session, chain: DraftChain, beside: (at: number) => number, otherwise: number): void {
  const { tokens } = session
  if (!tokens.is('handle') && !tokens.is('position') && !tokens.is('index')) return insertRule(chain, otherwise, rule(session, chain))
  const by = tokens.word()
  const number = integer(tokens.word())
  const found = by === 'index' ? Number(number) : indexOfHandle(chain, number)
  const made = rule(session, chain)
  if (found >= 0 && found < chain.rules.length) return insertRule(chain, beside(found), made)
  // Before all others it may do what it would do anywhere.
  const why = 'the rule beside which it stands is not known'
  session.unread.push({ line: made.line ?? 1, text: made.text, why })
  return insertRule(chain, 0, { ...made, object: { ...made.object, expr: [{ unread: why }] } })
}

function replace(session: Session): void {
  session.tokens.expect('rule')
  const { chain, at } = ruleByHandle(session)
  const { handle = null } = chain.rules[at]?.object ?? {}
  const made = rule(session, chain)
  removeRule(chain, at)
  insertRule(chain, at, { ...made, object: { ...made.object, handle } })
}

/** `[family] TABLE CHAIN handle N` */
function ruleByHandle(session: Session): { readonly chain: DraftChain; readonly at: number } {
  const { tokens } = session
  const of = known(session)
  const chain = of.chains.get(tokens.name())
  tokens.expect('handle')
  const at = chain ? indexOfHandle(chain, integer(tokens.word())) : -1
  if (!chain || at < 0) throw new Unreadable('there is no such rule here')
  return { chain, at }
}

function addElement(session: Session): void {
  const entry = setOf(table(session), session.tokens.word(), session.tokens.line)
  try {
    addElements(session, entry)
  } catch (error) {
    if (error instanceof Unreadable) entry.object['unread'] = error.message
    throw error
  }
}

/** A set or map; one that was not declared here has more elements than are known. */
function setOf(of: DraftTable, name: string, line: number): Entry {
  const found = of.objects.get(`set ${name}`) ?? of.objects.get(`map ${name}`)
  if (found) return found
  const made = objectOf(of, 'set', name, line)
  made.object['unread'] = 'the set is not declared here'
  return made
}

function remove(session: Session, name: string): void {
  const { tokens } = session
  const what = tokens.word()
  if (what === 'rule') {
    const { chain, at } = ruleByHandle(session)
    removeRule(chain, at)
    return
  }
  if (what === 'table') {
    const of = family(session)
    const gone = session.draft.delete(of, tokens.word())
    if (!gone && name === 'delete') throw new Unreadable('there is no such table here')
    return
  }
  const of = known(session)
  if (what === 'chain') of.chains.delete(tokens.name())
  else if (what === 'set' || what === 'map') of.objects.delete(`${what} ${tokens.word()}`)
  else if (what === 'element') removeElements(session, setOf(of, tokens.word(), tokens.line))
  else throw new Unreadable(`${name} ${what.slice(0, 40)} is not applied`)
}

function removeElements(session: Session, entry: Entry): void {
  const gone = new Set(typedElements(set(session), entry).map(keyText))
  const elem = asList(entry.object['elem'])
  if (!elem) {
    entry.object['unread'] = 'elements were deleted from it'
    throw new Unreadable('there are no such elements here')
  }
  entry.object['elem'] = elem.filter((each) => !gone.has(keyText(each)))
}

/** What identifies an element: its key. */
function keyText(element: NftJson): string {
  const key = asList(element)?.[0] ?? element
  return JSON.stringify(asObject(asObject(key)?.['elem'])?.['val'] ?? key)
}

function flush(session: Session): void {
  const { tokens } = session
  const what = tokens.word()
  if (what === 'ruleset') {
    session.draft.flush(atEnd(session) ? null : family(session))
    return
  }
  const of = known(session)
  if (what === 'table') for (const chain of of.chains.values()) empty(chain)
  else if (what === 'chain') {
    const chain = of.chains.get(tokens.name())
    if (!chain) throw new Unreadable('there is no such chain here')
    empty(chain)
  } else if (what === 'set' || what === 'map') {
    const entry = setOf(of, tokens.word(), tokens.line)
    delete entry.object['elem']
    delete entry.packed
  } else throw new Unreadable(`flush ${what.slice(0, 40)} is not applied`)
}
