import type { Packet } from '../packet.ts'

/** The packet with a field set, or (null) with one that is not known any more. @param name of the nft expression */
export function withField(packet: Packet, name: string, value: number | null): Packet {
  const fields = new Map(packet.fields)
  if (value === null) fields.delete(name)
  else fields.set(name, value)
  return { ...packet, fields }
}

/** `ip` or `ip6`, as names of fields begin. */
export function headerOf({ family }: Packet): 'ip' | 'ip6' {
  return family === 4 ? 'ip' : 'ip6'
}
