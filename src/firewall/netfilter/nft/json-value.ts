import type { NftJson, NftObject } from './ast.ts'

/** The object a value is; null: it is none. */
export function asObject(value: NftJson | undefined): NftObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as NftObject) : null
}

/** The list a value is; null: it is none. */
export function asList(value: NftJson | undefined): readonly NftJson[] | null {
  return Array.isArray(value) ? (value as readonly NftJson[]) : null
}
