import type { NftJson, Placed } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { asList, asObject } from '../../../../src/firewall/netfilter/nft/json-value.ts'

/** Of what two versions of nft, or its text and its JSON, say differently, one form. */
export function canonical(value: NftJson): NftJson {
  const list = asList(value)
  if (list) return list.map(canonical)
  // nft 1.0 prints the flags field and dscp of a concatenation so.
  if (typeof value === 'string' && /^0x[\da-f]{1,13}$/i.test(value)) return Number(value)
  const object = asObject(value)
  if (!object) return value
  return Object.fromEntries(
    Object.entries(object)
      // Numbers given by the kernel.
      .filter(([key]) => key !== 'handle')
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, field(key, each ?? null)]),
  )
}

function field(key: string, value: NftJson): NftJson {
  const inner = canonical(value)
  const list = asList(inner)
  // Of three operands, nft 1.0 nests the first two, nft 1.1 does not.
  if (list && (key === '|' || key === '&' || key === '^')) return list.flatMap((each) => asList(asObject(each)?.[key]) ?? [each])
  // A set has no order.
  if (list && key === 'set') return sorted(list)
  // One flag is printed as a list or alone, several in any order.
  if (key === 'flags') return sorted(list ?? [inner])
  return inner
}

function sorted(list: readonly NftJson[]): readonly NftJson[] {
  return list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** What a listing says, by where it stands: rules of a chain in their order. */
export function byPlace(objects: readonly Pick<Placed, 'kind' | 'object'>[]): ReadonlyMap<string, NftJson> {
  const places = new Map<string, NftJson>()
  for (const { kind, object } of objects) {
    const { family = null, table = null, chain = null, name = null } = object
    const place = [kind, family, table, chain ?? name].filter((part) => part !== null).join(' ')
    if (kind === 'rule') places.set(place, [...(asList(places.get(place)) ?? []), canonical(object)])
    else places.set(place, canonical(object))
  }
  return places
}
