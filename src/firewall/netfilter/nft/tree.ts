import type { NftJson, NftObject } from './ast.ts'
import { NotUnderstood } from './not-understood.ts'

/** The value as an object; none of its keys is there where it is none. */
export function objectOf(json: NftJson | undefined): NftObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as NftObject) : {}
}

/** A list as it is; anything else as a list of one; nothing as an empty list. */
export function listOf(json: NftJson | undefined): readonly NftJson[] {
  if (json === undefined || json === null) return []
  return Array.isArray(json) ? (json as readonly NftJson[]) : [json as NftJson]
}

export function textOf(json: NftJson | undefined): string | null {
  return typeof json === 'string' ? json : null
}

/** The only key of an expression or a statement, with what stands under it. @throws {NotUnderstood} where it is no such object */
export function keyed(json: NftJson | undefined): { key: string; value: NftJson | undefined } {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    // Objects of a dump have one key; `prefix` and `range` beside others are no form that nft writes.
    for (const key in json) if (Object.hasOwn(json, key)) return { key, value: (json as NftObject)[key] }
  }
  throw new NotUnderstood('an expression of an unknown form')
}
