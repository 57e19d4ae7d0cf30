import type { NftJson, NftObject } from '../ast.ts'
import { asList, asObject } from '../json-value.ts'
import { seconds } from './duration.ts'
import { SERVICES } from './services.ts'

/** A data type of nft(8), those of a concatenation, or null where there is none. */
export type DataType = string | readonly DataType[] | null

/** Types of which the text writes values otherwise than the JSON. */
const CONVERTED: ReadonlySet<string> = new Set([
  'inet_service',
  'expiration',
  'boolean',
  'iface_index',
  'realm',
  'uid',
  'gid',
  'ether_addr',
])

/**
 * A value as `nft -j` prints it for its data type, where the text writes it otherwise: ports by name, times with units, booleans as numbers,
 * numbers of interfaces and realms. Sets, ranges, lists and what maps lead to are gone through.
 */
export function typed(value: NftJson, type: DataType): NftJson {
  if (type === null || value === null || (typeof type === 'string' && !CONVERTED.has(type))) return value
  if (typeof value !== 'object') return typeof type === 'string' ? scalar(value, type) : value
  const list = asList(value)
  if (list) return list.map((each) => typed(each, type))
  const [[form = '', inner = null] = []] = Object.entries(value as NftObject)
  switch (form) {
    case 'set':
      return { set: asList(inner)?.map((element) => keyed(element, type)) ?? null }
    case 'map':
      return { map: leading(asObject(inner), type) }
    case 'elem':
      return { elem: { ...asObject(inner), val: typed(asObject(inner)?.['val'] ?? null, type) } }
    case 'concat':
      return { concat: asList(inner)?.map((part, at) => typed(part, typeof type === 'string' ? null : (type[at] ?? null))) ?? null }
    case 'range':
    case '|':
    case '&':
    case '^':
      return { [form]: typed(inner, type) }
    default:
      return value
  }
}

function scalar(value: string | number | boolean, type: string): NftJson {
  switch (type) {
    case 'inet_service':
      return typeof value === 'string' ? (SERVICES.get(value) ?? value) : value
    case 'expiration':
      return typeof value === 'string' ? seconds(value) : value
    case 'boolean':
      return typeof value === 'number' ? value !== 0 : value
    // if_indextoname(3) knows no interface of this number, or the realm has no name: it is printed as text.
    case 'iface_index':
    case 'realm':
      return typeof value === 'number' ? String(value) : value
    case 'ether_addr':
      return typeof value === 'string' && value.length !== 17 ? octets(value) : value
    default:
      return value === 'root' ? 0 : value
  }
}

/** `0:1:2:3:4:6` with two digits each. */
function octets(address: string): string {
  return address
    .split(':')
    .map((octet) => octet.padStart(2, '0'))
    .join(':')
}

/** An element whose key has the type: that key, or a pair of it and of what it leads to. */
function keyed(element: NftJson, type: DataType): NftJson {
  const pair = asList(element)
  return pair ? [typed(pair[0] ?? null, type), pair[1] ?? null] : typed(element, type)
}

/** A map that leads to values of the type. */
function leading(map: NftObject | null, type: DataType): NftJson {
  const pairs = asList(asObject(map?.['data'])?.['set'])
  if (!pairs) return map
  const set = pairs.map((element) => {
    const pair = asList(element)
    return pair ? [pair[0] ?? null, typed(pair[1] ?? null, type)] : element
  })
  return { ...map, data: { set } }
}
