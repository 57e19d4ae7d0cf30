import type { NftJson } from '../ast.ts'
import { definition } from './definitions.ts'
import { chainOf, insertRule } from './draft.ts'
import type { DraftChain, DraftTable } from './draft.ts'
import { expression } from './expression.ts'
import { nested, variable } from './grammar.ts'
import { integer } from './integer.ts'
import { asList, asObject } from '../json-value.ts'
import { single } from './nat.ts'
import { rule } from './rule.ts'
import type { Session } from './session.ts'
import { block, expectEnd } from './session.ts'
import { Unreadable } from './unreadable.ts'

/** Reads the block of a chain: its hook, its policy, its rules. */
export function chainBlock(session: Session, chain: DraftChain): void {
  block(session, chain.placed.object, () => chainStatement(session, chain))
}

function chainStatement(session: Session, chain: DraftChain): void {
  const { tokens } = session
  const { object } = chain.placed
  switch (tokens.kind === 'word' ? tokens.text : '') {
    case 'type':
    case 'policy':
    case 'flags':
      try {
        property(session, object)
      } catch (error) {
        if (error instanceof Unreadable) object['unread'] = error.message
        throw error
      }
      break
    case 'comment':
      tokens.advance()
      object['comment'] = tokens.word()
      expectEnd(session)
      break
    // Rules may stand in the file: it is an unread one.
    case 'include':
      insertRule(chain, chain.rules.length, rule(session, chain))
      break
    default:
      if (!definition(session)) insertRule(chain, chain.rules.length, rule(session, chain))
  }
}

function property(session: Session, object: Record<string, NftJson>): void {
  const { tokens } = session
  const word = tokens.word()
  if (word === 'type') hook(session, object)
  else if (word === 'policy') {
    const policy = tokens.take('$') ? variable(session) : tokens.word()
    if (policy !== 'accept' && policy !== 'drop') throw new Unreadable('the policy is neither accept nor drop')
    object['policy'] = policy
    // Often without a separator before the next.
    return
  } else object['flags'] = tokens.word()
  expectEnd(session)
}

/** `type filter hook input [device "eth0" | devices = { … }] priority filter + 5` */
function hook(session: Session, object: Record<string, NftJson>): void {
  const { tokens } = session
  object['type'] = tokens.word()
  tokens.expect('hook')
  const name = tokens.word()
  object['hook'] = name
  const devices = devicesOf(session)
  if (devices) object['dev'] = single(devices)
  tokens.expect('priority')
  object['prio'] = priority(session, name)
  object['policy'] ??= 'accept'
}

/** `device "eth0"` or `devices = { "eth0", … }`; null where there are none. */
export function devicesOf(session: Session): readonly string[] | null {
  const { tokens } = session
  if (tokens.take('device')) {
    const name = tokens.take('$') ? variable(session) : tokens.word()
    return names(name)
  }
  if (!tokens.take('devices')) return null
  tokens.expect('=')
  return names(expression(session, 'values').json)
}

function names(value: NftJson): readonly string[] {
  const all = asList(asObject(value)?.['set']) ?? asList(value) ?? [value]
  return all.map((name) => {
    if (typeof name !== 'string') throw new Unreadable('a device without a name')
    return name
  })
}

/** enum nf_ip_hook_priorities, and enum nf_br_hook_priorities for bridges. */
const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['dstnat', -100],
  ['filter', 0],
  ['security', 50],
  ['srcnat', 100],
])
const BRIDGE_PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['dstnat', -300],
  ['filter', -200],
  ['out', 100],
  ['srcnat', 300],
])

/** A number, or a name of the family with `+ N` or `- N`. */
export function priority(session: Session, hookName: string): number {
  const { tokens } = session
  if (tokens.take('-')) return -Number(integer(tokens.word()))
  const word = tokens.take('$') ? variable(session) : tokens.kind === 'number' ? integer(tokens.word()) : tokens.word()
  if (typeof word === 'number') return word
  if (typeof word === 'string' && /^-?\d{1,10}$/.test(word)) return Number(word)
  const known = session.family === 'bridge' && hookName !== 'ingress' ? BRIDGE_PRIORITIES : PRIORITIES
  const base = typeof word === 'string' ? known.get(word) : undefined
  if (base === undefined) throw new Unreadable('the priority is not known')
  if (tokens.take('+')) return base + Number(integer(tokens.word()))
  if (tokens.take('-')) return base - Number(integer(tokens.word()))
  return base
}

/** `jump { … }`: the kernel keeps it as a chain of its own, with such a name. */
export function anonymousChain(session: Session): string {
  const table = session.table as DraftTable
  const name = `__chain${session.anonymous++}`
  const chain = chainOf(table, name, session.tokens.line)
  nested(session, () => chainBlock(session, chain))
  return name
}
