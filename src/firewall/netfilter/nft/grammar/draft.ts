import type { Key } from '../../../../net/address-set.ts'
import type { NftJson, Placed } from '../ast.ts'
import type { DataType } from './typed.ts'

type Draftable = Record<string, NftJson>

/** A chain and its rules while they are put together. */
export interface DraftChain {
  readonly placed: Entry
  readonly rules: Placed[]
  /** Those of `rules` whose handle is known; null: nobody has asked for one yet. */
  handles: Map<NftJson, Placed> | null
}

/** A table, chain, set or other object whose fields are still being read. */
export interface Entry {
  readonly kind: string
  readonly object: Draftable
  packed?: { readonly family: 4 | 6; readonly ends: Key[] }
  readonly line: number
  /** Of the keys and of the data of a set or map. */
  keyType?: DataType
  dataType?: DataType
  /** Elements came before their type. */
  untyped?: boolean
}

export interface DraftTable {
  readonly entry: Entry
  readonly chains: Map<string, DraftChain>
  /** Sets, maps and other objects, by kind and name. */
  readonly objects: Map<string, Entry>
}

/** The ruleset while commands add to it and delete from it. */
export class Draft {
  readonly #tables = new Map<string, DraftTable>()

  find(family: string, name: string): DraftTable | undefined {
    return this.#tables.get(`${family} ${name}`)
  }

  /** The table of this name, made where it is not there. */
  table(family: string, name: string, line: number): DraftTable {
    const found = this.find(family, name)
    if (found) return found
    const made: DraftTable = {
      entry: { kind: 'table', object: { family, name }, line },
      chains: new Map(),
      objects: new Map(),
    }
    this.#tables.set(`${family} ${name}`, made)
    return made
  }

  /** @param family null: of all families */
  flush(family: string | null): void {
    for (const [key, { entry }] of this.#tables) if (family === null || entry.object['family'] === family) this.#tables.delete(key)
  }

  delete(family: string, name: string): boolean {
    return this.#tables.delete(`${family} ${name}`)
  }

  /** Everything, table by table: objects, sets, and each chain followed by its rules. */
  placed(): readonly Placed[] {
    const all: Placed[] = []
    for (const { entry, chains, objects } of this.#tables.values()) {
      all.push(finished(entry))
      for (const object of objects.values()) all.push(finished(object))
      for (const { placed, rules } of chains.values()) {
        all.push(finished(placed))
        for (const rule of rules) all.push(rule)
      }
    }
    return all
  }
}

function finished({ kind, object, packed, line }: Entry): Placed {
  const { unread } = object
  if (unread !== undefined && (kind === 'set' || kind === 'map')) {
    // Nobody takes what was read of it for the whole.
    return { kind, object: { ...object, elem: [{ unread }] }, line, text: '' }
  }
  return packed ? { kind, object, packed, line, text: '' } : { kind, object, line, text: '' }
}

/** The chain of this name, made where it is not there. */
export function chainOf(table: DraftTable, name: string, line: number): DraftChain {
  const found = table.chains.get(name)
  if (found) return found
  const { family, name: tableName } = table.entry.object
  const made: DraftChain = {
    placed: { kind: 'chain', object: { family: family ?? null, table: tableName ?? null, name }, line },
    rules: [],
    handles: null,
  }
  table.chains.set(name, made)
  return made
}

/** The object of this kind and name, made where it is not there. */
export function objectOf(table: DraftTable, kind: string, name: string, line: number): Entry {
  const key = `${kind} ${name}`
  const found = table.objects.get(key)
  if (found) return found
  const { family, name: tableName } = table.entry.object
  const made: Entry = { kind, object: { family: family ?? null, name, table: tableName ?? null }, line }
  table.objects.set(key, made)
  return made
}

/** Where in the chain the rule of this handle stands; -1: nowhere. */
export function indexOfHandle(chain: DraftChain, handle: NftJson): number {
  chain.handles ??= new Map(chain.rules.map((each) => [each.object['handle'] ?? null, each]))
  const rule = chain.handles.get(handle)
  return rule ? chain.rules.indexOf(rule) : -1
}

export function insertRule({ rules, handles }: DraftChain, at: number, rule: Placed): void {
  if (at === rules.length) rules.push(rule)
  else rules.splice(at, 0, rule)
  const { handle } = rule.object
  if (handle !== undefined) handles?.set(handle, rule)
}

export function removeRule({ rules, handles }: DraftChain, at: number): void {
  const [gone] = rules.splice(at, 1)
  handles?.delete(gone?.object['handle'] ?? null)
}

export function empty(chain: DraftChain): void {
  chain.rules.length = 0
  chain.handles = null
}
