import { formatAddress, parseAddress, type Address } from '../../net/address.ts'
import { AF_INET, AF_INET6, SOCKADDR_IN, SOCKADDR_IN6 } from './layout.ts'
import type { Libc } from './libc.ts'

/** The bytes of an address on the wire: 4 or 16. */
export function addressBytes(address: Address): Buffer {
  const text = address.value.toString(16).padStart(address.family === 4 ? 8 : 32, '0')
  return Buffer.from(text, 'hex')
}

/** Canonical text of 4 or 16 bytes; undefined for any other number of bytes. */
export function addressText(bytes: Buffer): string | undefined {
  if (bytes.length !== 4 && bytes.length !== 16) return undefined
  return formatAddress({ family: bytes.length === 4 ? 4 : 6, value: BigInt(`0x${bytes.toString('hex')}`) })
}

/** The index of the interface that a zone names, or the zone itself when it is a number; 0 when there is none. */
export function scopeId(libc: Libc, zone: string): number {
  return libc.if_nametoindex(zone) || (/^\d{1,9}$/.test(zone) ? Number(zone) : 0)
}

/** A struct sockaddr for the text of an address; undefined when it is none. @param scope index of the zone's interface, or 0 */
export function writeSockaddr(text: string, port: number, scope = 0): Buffer | undefined {
  const address = parseAddress(text)
  if (!address) return undefined
  const layout = address.family === 4 ? SOCKADDR_IN : SOCKADDR_IN6
  const bytes = Buffer.alloc(layout.size)
  bytes.writeUInt16LE(address.family === 4 ? AF_INET : AF_INET6, layout.family)
  bytes.writeUInt16BE(port, layout.port)
  bytes.set(addressBytes(address), layout.address)
  if (address.family === 6) bytes.writeUInt32LE(scope, SOCKADDR_IN6.scope)
  return bytes
}

/** The address in a struct sockaddr as the kernel wrote it; undefined when it is short or of another family. */
export function readSockaddr(bytes: Buffer): string | undefined {
  if (bytes.length < 2) return undefined
  const family = bytes.readUInt16LE(0)
  if (family === AF_INET && bytes.length >= SOCKADDR_IN.address + 4)
    return addressText(bytes.subarray(SOCKADDR_IN.address, SOCKADDR_IN.address + 4))
  if (family === AF_INET6 && bytes.length >= SOCKADDR_IN6.address + 16) {
    return addressText(bytes.subarray(SOCKADDR_IN6.address, SOCKADDR_IN6.address + 16))
  }
  return undefined
}
