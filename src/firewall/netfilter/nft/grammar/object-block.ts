import type { NftJson, NftObject } from '../ast.ts'
import { devicesOf, priority } from './chain-block.ts'
import { definition } from './definitions.ts'
import type { Entry } from './draft.ts'
import { milliseconds, seconds } from './duration.ts'
import { integer } from './integer.ts'
import { counter, limit, quota } from './meters.ts'
import { single } from './nat.ts'
import type { Session } from './session.ts'
import { atEnd, block } from './session.ts'
import type { Tokens } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/** Objects with a name, and what stands in one that says nothing. */
const EMPTY: ReadonlyMap<string, NftObject> = new Map<string, NftObject>([
  ['counter', { packets: 0, bytes: 0 }],
  ['quota', {}],
  ['limit', {}],
  ['synproxy', {}],
  ['secmark', {}],
  ['ct helper', {}],
  ['ct timeout', {}],
  ['ct expectation', {}],
  ['flowtable', {}],
])

/** Reads the kind of an object, such as `ct helper`; null, without having moved, where there is none. */
export function objectKind(tokens: Tokens): string | null {
  const { start, line, text } = tokens
  if (tokens.kind !== 'word') return null
  if (text !== 'ct') return EMPTY.has(text) ? tokens.word() : null
  tokens.advance()
  const kind = `ct ${tokens.text}`
  if (EMPTY.has(kind)) {
    tokens.advance()
    return kind
  }
  tokens.back(start, line)
  return null
}

/** Reads what an object is: in a block, behind its name in a command, or nothing. */
export function objectBody(session: Session, entry: Entry): void {
  const { kind, object } = entry
  Object.assign(object, EMPTY.get(kind))
  if (kind.startsWith('ct ')) object['l3proto'] = session.family
  try {
    if (!session.tokens.is('{')) {
      while (!atEnd(session)) property(session, entry)
      return
    }
    block(session, object, () => {
      if (!definition(session)) property(session, entry)
    })
  } catch (error) {
    if (error instanceof Unreadable) object['unread'] = error.message
    throw error
  }
}

function property(session: Session, { kind, object }: Entry): void {
  const { tokens } = session
  if (tokens.take('comment')) object['comment'] = tokens.word()
  else if (kind === 'counter') Object.assign(object, counter(tokens) ?? unknown(tokens))
  else if (kind === 'quota') Object.assign(object, quotaObject(tokens))
  else if (kind === 'limit') Object.assign(object, limitObject(tokens))
  else if (kind === 'secmark') object['context'] = tokens.word()
  else if (kind === 'synproxy') synproxy(tokens, object)
  else if (kind === 'flowtable') flowtable(session, object)
  else conntrack(tokens, object)
}

function unknown(tokens: Tokens): never {
  throw tokens.unexpected('a property')
}

const BYTES: ReadonlyMap<string, number> = new Map([
  ['bytes', 1],
  ['kbytes', 2 ** 10],
  ['mbytes', 2 ** 20],
])

function bytes(count: NftJson | undefined, unit: NftJson | undefined): number {
  const factor = typeof unit === 'string' ? BYTES.get(unit) : undefined
  if (factor === undefined) throw new Unreadable('a quota in an unknown unit')
  return Number(count) * factor
}

function quotaObject(tokens: Tokens): NftObject {
  const { val, val_unit, inv = false, used = 0, used_unit = 'bytes' } = quota(tokens)
  return { bytes: bytes(val, val_unit), used: bytes(used, used_unit), inv }
}

/** Here a burst of 0 bytes is not printed. */
function limitObject(tokens: Tokens): NftObject {
  const { burst = 0, burst_unit, ...rest } = limit(tokens)
  if (burst === 0) return rest
  return burst_unit === undefined ? { ...rest, burst } : { ...rest, burst, burst_unit }
}

function synproxy(tokens: Tokens, object: Record<string, NftJson>): void {
  const word = tokens.word()
  if (word === 'mss' || word === 'wscale') object[word] = integer(tokens.word())
  else if (word === 'timestamp' || word === 'sack-perm')
    object['flags'] = [...((object['flags'] as readonly string[] | undefined) ?? []), word]
  else throw new Unreadable(`"${word.slice(0, 40)}" is no property of a synproxy`)
}

function flowtable(session: Session, object: Record<string, NftJson>): void {
  const { tokens } = session
  if (tokens.take('hook')) {
    const hook = tokens.word()
    object['hook'] = hook
    tokens.expect('priority')
    object['prio'] = priority(session, hook)
  } else if (tokens.take('flags')) object['flags'] = tokens.word()
  else if (!tokens.take('counter')) {
    const devices = devicesOf(session)
    if (!devices) unknown(tokens)
    else if (devices.length > 0) object['dev'] = single(devices)
  }
}

function conntrack(tokens: Tokens, object: Record<string, NftJson>): void {
  const word = tokens.word()
  switch (word) {
    case 'type':
    case 'protocol':
    case 'l3proto':
      object[word] = tokens.word()
      break
    case 'dport':
    case 'size':
      object[word] = integer(tokens.word())
      break
    case 'timeout':
      object['timeout'] = milliseconds(tokens.word())
      break
    case 'policy':
      tokens.expect('=')
      object['policy'] = timeouts(tokens)
      break
    default:
      throw new Unreadable(`"${word.slice(0, 40)}" is no property of such an object`)
  }
}

/** `{ established : 2m3s, close : 12s }`, in seconds */
function timeouts(tokens: Tokens): NftObject {
  const policy: [string, number][] = []
  tokens.openFlat()
  while (!tokens.is('}')) {
    const state = tokens.word()
    tokens.expect(':')
    policy.push([state, seconds(tokens.word())])
    if (!tokens.is('}')) tokens.expect(',')
  }
  tokens.closeFlat()
  return Object.fromEntries(policy)
}
