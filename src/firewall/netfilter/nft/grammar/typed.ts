import type { NftJson } from '../ast.ts'
import { seconds } from './duration.ts'
import { SERVICES } from './services.ts'

/** A data type of nft(8), those of a concatenation, or null where there is none. */
export type DataType = string | readonly DataType[] | null

/**
 * A value as `nft -j` prints it for its data type, where the text writes it otherwise: ports by name, times with units, booleans as numbers,
 * numbers of interfaces and realms. Sets, ranges, lists and the keys of maps are gone through.
 */
export function typed(value: NftJson, type: DataType): NftJson {
  if (type === null || (typeof type === 'string' && !CONVERTED.has(type))) return value
  if (value === null) return value
  if (typeof value !== 'object') return typeof type === 'string' ? scalar(value, type) : value
  if (isArray(value)) return value.map((each) => typed(each, type))
  if ('set' in value) return { set: elements(value['set'], type) }
  if ('elem' in value) return { elem: withValue(value['elem'], type) }
  if ('concat' in value) return { concat: concatenated(value['concat'], type) }
  if ('range' in value) return { range: typed(value['range'] ?? null, type) }
  for (const sign of ['|', '&', '^']) if (sign in value) return { [sign]: typed(value[sign] ?? null, type) }
  return value
}

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

/** An element is a key, or a pair of key and data. */
function elements(set: NftJson | undefined, type: DataType): NftJson {
  if (!isArray(set)) return set ?? null
  return set.map((element) => (isArray(element) ? [typed(element[0] ?? null, type), ...element.slice(1)] : typed(element, type)))
}

function withValue(element: NftJson | undefined, type: DataType): NftJson {
  if (typeof element !== 'object' || element === null || isArray(element)) return element ?? null
  return { ...element, val: typed(element['val'] ?? null, type) }
}

function concatenated(parts: NftJson | undefined, type: DataType): NftJson {
  if (!isArray(parts)) return parts ?? null
  return parts.map((part, at) => (typeof type === 'string' || type === null ? part : typed(part, type[at] ?? null)))
}

function isArray(value: NftJson | undefined): value is readonly NftJson[] {
  return Array.isArray(value)
}
