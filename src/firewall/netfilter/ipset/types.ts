/** What one dimension of an entry is. `set`: the name of a member of list:set. */
export type Dimension = 'ip' | 'net' | 'port' | 'mac' | 'mark' | 'iface' | 'set'

export interface SetType {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  /** Those of them that are addresses. */
  readonly addresses: readonly Dimension[]
  /** 4: IPv4 alone. `option`: as its option `family` says, IPv4 without. `any`: packets of both families (NFPROTO_UNSPEC). */
  readonly family: 4 | 'option' | 'any'
}

/** Every type of ipset 7 (ipset(8); net/netfilter/ipset/ip_set_*.c). */
const ALL: readonly Omit<SetType, 'addresses'>[] = [
  { name: 'bitmap:ip', dimensions: ['ip'], family: 4 },
  { name: 'bitmap:ip,mac', dimensions: ['ip', 'mac'], family: 4 },
  { name: 'bitmap:port', dimensions: ['port'], family: 'any' },
  { name: 'hash:ip', dimensions: ['ip'], family: 'option' },
  { name: 'hash:mac', dimensions: ['mac'], family: 'any' },
  { name: 'hash:ip,mac', dimensions: ['ip', 'mac'], family: 'option' },
  { name: 'hash:ip,mark', dimensions: ['ip', 'mark'], family: 'option' },
  { name: 'hash:ip,port', dimensions: ['ip', 'port'], family: 'option' },
  { name: 'hash:ip,port,ip', dimensions: ['ip', 'port', 'ip'], family: 'option' },
  { name: 'hash:ip,port,net', dimensions: ['ip', 'port', 'net'], family: 'option' },
  { name: 'hash:net', dimensions: ['net'], family: 'option' },
  { name: 'hash:net,net', dimensions: ['net', 'net'], family: 'option' },
  { name: 'hash:net,port', dimensions: ['net', 'port'], family: 'option' },
  { name: 'hash:net,port,net', dimensions: ['net', 'port', 'net'], family: 'option' },
  { name: 'hash:net,iface', dimensions: ['net', 'iface'], family: 'option' },
  { name: 'list:set', dimensions: ['set'], family: 'any' },
]

export const SET_TYPES: ReadonlyMap<string, SetType> = new Map(
  ALL.map((type) => [type.name, { ...type, addresses: type.dimensions.filter((dimension) => dimension === 'ip' || dimension === 'net') }]),
)
