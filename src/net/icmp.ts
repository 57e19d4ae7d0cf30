/** What an ICMP error says, the same word for both families. */
export type IcmpMeaning =
  | 'port-unreachable'
  | 'protocol-unreachable'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'prohibited'
  | 'time-exceeded'
  | 'too-big'
  | 'other'

interface Entry {
  readonly meaning: IcmpMeaning
  readonly name: string
}

/** Type 3 codes: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
const V4: Readonly<Record<string, Entry>> = {
  '3/0': { meaning: 'net-unreachable', name: 'network unreachable' },
  '3/1': { meaning: 'host-unreachable', name: 'host unreachable' },
  '3/2': { meaning: 'protocol-unreachable', name: 'protocol unreachable' },
  '3/3': { meaning: 'port-unreachable', name: 'port unreachable' },
  '3/4': { meaning: 'too-big', name: 'fragmentation needed' },
  '3/5': { meaning: 'other', name: 'source route failed' },
  '3/6': { meaning: 'net-unreachable', name: 'network unknown' },
  '3/7': { meaning: 'host-unreachable', name: 'host unknown' },
  '3/9': { meaning: 'prohibited', name: 'network administratively prohibited' },
  '3/10': { meaning: 'prohibited', name: 'host administratively prohibited' },
  '3/13': { meaning: 'prohibited', name: 'communication administratively prohibited' },
  '11/0': { meaning: 'time-exceeded', name: 'time to live exceeded in transit' },
}

/** RFC 4443 sections 3.1 to 3.3. */
const V6: Readonly<Record<string, Entry>> = {
  '1/0': { meaning: 'net-unreachable', name: 'no route to destination' },
  '1/1': { meaning: 'prohibited', name: 'communication administratively prohibited' },
  '1/3': { meaning: 'host-unreachable', name: 'address unreachable' },
  '1/4': { meaning: 'port-unreachable', name: 'port unreachable' },
  '1/5': { meaning: 'prohibited', name: 'source address failed ingress/egress policy' },
  '1/6': { meaning: 'prohibited', name: 'reject route to destination' },
  '2/0': { meaning: 'too-big', name: 'packet too big' },
  '3/0': { meaning: 'time-exceeded', name: 'hop limit exceeded in transit' },
}

const entry = (family: 4 | 6, type: number, code: number): Entry | undefined => (family === 4 ? V4 : V6)[`${type}/${code}`]

export function icmpMeaning(family: 4 | 6, type: number, code: number): IcmpMeaning {
  return entry(family, type, code)?.meaning ?? 'other'
}

/** For people: `ICMP 3/13 "communication administratively prohibited"`. */
export function icmpName(family: 4 | 6, type: number, code: number): string {
  const known = entry(family, type, code)
  const number = `${family === 4 ? 'ICMP' : 'ICMPv6'} ${type}/${code}`
  return known ? `${number} "${known.name}"` : number
}
