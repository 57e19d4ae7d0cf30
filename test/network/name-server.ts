/**
 * A small real name server, run in a namespace as `node name-server.ts ADDRESS ZONE`, where ZONE is JSON. It says `ready` when it listens.
 * Packaged ones do not cut, garble or deceive when told to.
 */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'

export interface Zone {
  /** For names that are not listed: an rcode, or none of it. */
  readonly rest: number | 'silent' | 'garbled'
  /** By name in lower case: values by type, as hex of the record's data; an empty object is a name without records. */
  readonly names?: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>>
  /** Cuts every answer by UDP, and gives it by TCP. */
  readonly cuts?: boolean
  /** The AD bit. */
  readonly authentic?: boolean
}

function nameOf(question: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = question[at]; length !== undefined && length > 0; length = question[at]) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

/** The answer, or null where there is none; `cut` sets TC and leaves the records out. */
function answer(question: Buffer, zone: Zone, cut: boolean): Buffer | null {
  const { name, end } = nameOf(question)
  const type = question.readUInt16BE(end)
  const known = zone.names?.[name]
  if (!known && zone.rest === 'silent') return null
  if (!known && zone.rest === 'garbled') return Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')
  // A CNAME answers for every type.
  const records = cut
    ? []
    : [...(known?.[5] ?? []).map((value) => ({ type: 5, value })), ...(known?.[type] ?? []).map((value) => ({ type, value }))]
  const head = Buffer.from(question.subarray(0, end + 4))
  head.writeUInt8(0x84 | (cut ? 2 : 0) | (head.readUInt8(2) & 1), 2)
  head.writeUInt8(0x80 | (zone.authentic ? 0x20 : 0) | (known ? 0 : Number(zone.rest)), 3)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  const bodies = records.map((record) => {
    const value = Buffer.from(record.value, 'hex')
    const fixed = Buffer.from([0xc0, 12, 0, record.type, 0, 1, 0, 0, 0, 60, 0, value.length])
    return Buffer.concat([fixed, value])
  })
  return Buffer.concat([head, ...bodies])
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [address = '', text = ''] = process.argv.slice(2)
  const zone = JSON.parse(text) as Zone
  const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4', (question, from) => {
    const bytes = answer(question, zone, zone.cuts === true)
    if (bytes) udp.send(bytes, from.port, from.address)
  })
  const tcp = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      const said = answer(bytes.subarray(2), zone, false)
      if (said) socket.end(Buffer.concat([Buffer.from([said.length >> 8, said.length & 0xff]), said]))
    })
  })
  tcp.listen(53, address, () => udp.bind(53, address, () => process.stdout.write('ready\n')))
}
