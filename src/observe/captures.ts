import { closeSync, openSync, readSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Capture } from '../model/observation.ts'

const MAX_FILE = 262_144
const MAX_LINES = 64

function hostsPath(): string {
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows'
  return process.platform === 'win32' ? `${windows}\\System32\\drivers\\etc\\hosts` : '/etc/hosts'
}

/** The lines of the hosts file that name the host, each as `LINE:text`; hosts(5). Null when the file cannot be read. */
export function hostsFile(host: string): Capture | null {
  const file = hostsPath()
  const read = readBounded(file)
  if (!read) return null
  const wanted = host.toLowerCase().replace(/\.$/, '')
  const lines = read.text.split('\n').flatMap((text, index) => {
    const names = (text.split('#')[0] ?? '').trim().split(/\s+/).slice(1)
    return names.some((name) => name.toLowerCase() === wanted) ? [`${index + 1}:${text.trim()}`] : []
  })
  const out = lines.slice(0, MAX_LINES).join('\n')
  return { side: 'client', source: 'hosts-file', command: file, code: 0, out, cut: read.cut || lines.length > MAX_LINES }
}

/** The addresses of this machine's interfaces, each as `device address/prefixlength`. */
export function clientAddresses(): Capture {
  const lines = Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? []).map(({ address, cidr }) => `${device} ${cidr ?? address}`),
  )
  const cut = lines.length > 4 * MAX_LINES
  return { side: 'client', source: 'client-addresses', command: 'getifaddrs', code: 0, out: lines.slice(0, 4 * MAX_LINES).join('\n'), cut }
}

/** The first 256 KiB of a file; null when it cannot be read. */
export function readBounded(file: string): { readonly text: string; readonly cut: boolean } | null {
  try {
    const fd = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(MAX_FILE)
      const got = readSync(fd, bytes, 0, MAX_FILE, 0)
      return { text: bytes.toString('utf8', 0, got), cut: got === MAX_FILE }
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}
