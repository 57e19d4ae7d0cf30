import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPrintable } from '../../src/net/printable.ts'
import { IdentificationReader, recognise } from '../../src/ssh/identification.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

function read(...chunks: readonly (string | Uint8Array)[]): IdentificationReader {
  const reader = new IdentificationReader()
  for (const chunk of chunks) reader.push(typeof chunk === 'string' ? bytes(chunk) : chunk)
  return reader
}

describe('reading', () => {
  test('a plain identification', () => {
    const reader = read('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n')
    expect(reader.state).toBe('identified')
    expect(reader.reading).toEqual({
      reached: 'identification',
      before: '',
      bytes: 41,
      identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    })
  })

  test('lines before it, cut anywhere, and bytes after it', () => {
    const reader = read('Hello\r', '\nwelcome\nSS', 'H-2.0-x', ' y\n', 'KEXINIT')
    expect(reader.reading).toEqual({
      reached: 'identification',
      before: 'Hello\r\nwelcome\n',
      bytes: 34,
      identification: 'SSH-2.0-x y',
    })
  })

  test('nothing, and a line without an end', () => {
    expect(read().reading).toEqual({ reached: 'nothing', before: '', bytes: 0 })
    expect(read('SSH-2.0-OpenSSH').reading).toEqual({ reached: 'foreign', before: 'SSH-2.0-OpenSSH', bytes: 15 })
  })

  test('what ssh gives up at is kept to be recognised', () => {
    const mysql = read('J\0\0\0\n8.0.36\0')
    expect(mysql.state).toBe('invalid')
    expect(mysql.reading).toEqual({ reached: 'foreign', before: 'J\0\0\0\n8.0.36\0', bytes: 12 })
    expect(read('SSH-two-x\r\n').state).toBe('invalid')
    expect(read('a\rb').state).toBe('invalid')
  })

  test('text without end is cut off: by lines, by the length of a line, by all bytes', () => {
    expect(read('x\n'.repeat(1023)).state).toBe('reading')
    expect(read('x\n'.repeat(1024)).state).toBe('endless')
    expect(read('x'.repeat(8192)).state).toBe('reading')
    expect(read('x'.repeat(8193)).state).toBe('endless')
    expect(read(`${'x'.repeat(1023)}\n`.repeat(65)).state).toBe('endless')
    expect(read('x\n'.repeat(1500)).reading.before).toHaveLength(2048)
  })

  test('a long identification is read as OpenSSH does, and kept to 255 bytes', () => {
    const { identification } = read(`SSH-2.0-${'x'.repeat(2000)}\r\n`).reading
    expect(identification).toHaveLength(255)
  })
})

/** Bytes that look like the real thing often enough to get past the first look. */
const hostile = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('SSH-', 'SSH-2.0-', '\r\n', '\n', '\r', '\0', 'SSH-2.0-OpenSSH_9.2p1\r\n', '\x1b[2J', 'x'.repeat(9000)).map(bytes),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts))

describe('hostile bytes', () => {
  test('never throw, stay within bounds, and mean the same however they are cut', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(), { maxLength: 6 }), (all, cuts) => {
        const whole = read(all)
        const places = [0, ...cuts.map((cut) => (all.length === 0 ? 0 : cut % all.length)).toSorted((a, b) => a - b), all.length]
        const parts = read(...places.slice(1).map((end, index) => all.subarray(places[index], end)))
        if (parts.state !== whole.state || JSON.stringify(parts.reading) !== JSON.stringify(whole.reading)) throw new Error('cut otherwise')
        const { before, identification, reached, bytes: count } = whole.reading
        if (before.length > 2048 || (identification?.length ?? 0) > 255 || count !== all.length) throw new Error('out of bounds')
        if ((reached === 'identification') !== (whole.state === 'identified')) throw new Error('state and reading differ')
        if (identification !== undefined && /[\n\0]/.test(identification)) throw new Error('a line end in the identification')
      }),
      { numRuns: 100_000 },
    )
  }, 240_000)

  test('are recognised without harm', () => {
    const text = fc.oneof(
      hostile.map((all) => all.toString('latin1')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.constantFrom('', 'SSH-2.0-', 'SSH-2.0-OpenSSH_', 'SSH-2.0-OpenSSH_9.2p1 Ubuntu-'), text, (start, rest) => {
        const seen = recognise(start + rest)
        for (const part of [seen.label, seen.software, seen.version ?? '', seen.distribution ?? '', seen.protocol ?? '']) {
          if (!isPrintable(part) || part.length > 3000) throw new Error(`not fit to be shown: ${JSON.stringify(part)}`)
        }
      }),
      { numRuns: 100_000 },
    )
  }, 240_000)
})

describe('recognising', () => {
  test.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10', 'OpenSSH 9.2 (Debian 12)'],
    ['SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3', 'OpenSSH 8.4 (Debian 11)'],
    ['SSH-2.0-OpenSSH_10.0p2 Debian-7', 'OpenSSH 10.0 (Debian)'],
    ['SSH-2.0-OpenSSH_7.9p1 Raspbian-10+deb10u2', 'OpenSSH 7.9 (Raspbian 10)'],
    ['SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.14', 'OpenSSH 9.6 (Ubuntu 24.04)'],
    ['SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.13', 'OpenSSH 8.9 (Ubuntu 22.04)'],
    ['SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.13', 'OpenSSH 8.2 (Ubuntu 20.04)'],
    ['SSH-2.0-OpenSSH_8.4p1 Ubuntu-5ubuntu1', 'OpenSSH 8.4 (Ubuntu)'],
    ['SSH-2.0-OpenSSH_9.9 FreeBSD-20250219', 'OpenSSH 9.9 (FreeBSD)'],
    ['SSH-2.0-OpenSSH_9.5', 'OpenSSH 9.5'],
    ['SSH-2.0-OpenSSH_for_Windows_9.5', 'OpenSSH for Windows 9.5'],
    ['SSH-2.0-dropbear_2022.83', 'Dropbear 2022.83'],
    ['SSH-2.0-dropbear', 'Dropbear'],
    ['SSH-2.0-libssh_0.9.6', 'libssh 0.9.6'],
    ['SSH-1.99-Cisco-1.25', 'Cisco SSH 1.25'],
    ['SSH-2.0-RomSShell_4.62', 'RomSShell 4.62'],
    ['SSH-2.0-mod_sftp/0.9.9', 'ProFTPD mod_sftp 0.9.9'],
    ['SSH-2.0-mod_sftp', 'ProFTPD mod_sftp'],
    ['SSH-2.0-Go', 'a Go program (x/crypto/ssh)'],
    ['SSH-2.0-Tailscale', 'Tailscale SSH'],
    ['SSH-2.0-AWS_SFTP_1.1', 'AWS Transfer Family 1.1'],
    ['SSH-2.0-ROSSSH', 'MikroTik RouterOS'],
    ['SSH-2.0-9.31 FlowSsh: Bitvise SSH Server (WinSSHD) 9.31: free only for personal non-commercial use', 'Bitvise SSH Server 9.31'],
    ['SSH-2.0-SomethingNew_3', 'SomethingNew_3'],
    ['garbage', 'garbage'],
  ])('%s', (identification, label) => {
    expect(recognise(identification).label).toBe(label)
  })

  test('protocol 1.99 and the parts', () => {
    expect(recognise('SSH-1.99-Cisco-1.25').protocol).toBe('1.99')
    expect(recognise('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10')).toEqual({
      protocol: '2.0',
      software: 'OpenSSH',
      version: '9.2p1',
      distribution: 'Debian 12',
      label: 'OpenSSH 9.2 (Debian 12)',
    })
  })
})
