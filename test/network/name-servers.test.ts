import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Program, readDiagnosis, settle, type Setting, wireOnly } from '../../lab/run/program.ts'
import { unprintable } from '../../lab/score/unprintable.ts'
import type { Packet } from '../../lab/wire/pcap.ts'
import { watch } from '../../lab/wire/wire.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { NameServerEvidence } from '../../src/model/observation.ts'
import { Lab } from './lab.ts'
import type { Zone } from './name-server.ts'
import { labMissing } from './needs.ts'
import { type Host, netOf } from './net.ts'
import { SSHFP_PROGRAM } from './sshfp.ts'

const net = netOf(4)
const NXDOMAIN = 3
const hex4 = (address: string): string => Buffer.from(address.split('.').map(Number)).toString('hex')
const a = (...addresses: readonly string[]): Record<number, readonly string[]> => ({ 1: addresses.map(hex4) })

interface Scene extends Setting {
  /** By address. */
  readonly servers: Readonly<Record<string, readonly [Host, Zone]>>
  readonly typed: string
  /** Shell text for the router. */
  readonly router?: string
  /** What `resolvectl status` prints; it is the package's own program, of which this machine has none. */
  readonly resolvectl?: string
}

interface Seen {
  readonly diagnosis: Diagnosis
  readonly packets: readonly Packet[]
  /** Whom the client asked by UDP, each once, sorted. */
  readonly asked: readonly string[]
  /** The sentences that quote the name servers. */
  readonly said: readonly string[]
}

async function fakeResolvectl(lab: Lab, text: string): Promise<string> {
  const bin = join(lab.folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'status'), text)
  writeFileSync(join(bin, 'resolvectl'), `#!/bin/sh\n[ "$*" = 'status --no-pager' ] && exec cat '${join(bin, 'status')}'\n`)
  chmodSync(join(bin, 'resolvectl'), 0o755)
  return `${bin}:/usr/local/bin:/usr/bin:/bin`
}

async function look(scene: Scene): Promise<Seen> {
  await using lab = await Lab.build()
  for (const [address, [host, zone]] of Object.entries(scene.servers)) {
    const words = [process.execPath, join(import.meta.dirname, 'name-server.ts'), address, JSON.stringify(zone)]
    await lab.start(host, words).says(/ready/)
  }
  if (scene.router !== undefined) await lab.sh('router', scene.router)
  const env = scene.resolvectl === undefined ? {} : { PATH: await fakeResolvectl(lab, scene.resolvectl) }
  const program: Program = settle(lab.stage(), { ...scene, env: { ...env, ...scene.env } })
  const wire = await watch(lab.namespace('client'))
  const ran = await program.run(['--json', scene.typed])
  const packets = await wire.stop()
  const diagnosis = readDiagnosis(ran)
  expect(unprintable(diagnosis)).toEqual([])
  const asked = [...new Set(packets.filter(({ udp, direction }) => udp === 53 && direction !== 'in').map(({ destination }) => destination))]
  const said = diagnosis.findings.flatMap(({ because }) => because.map(({ text }) => text)).filter((text) => text.startsWith('name server'))
  return { diagnosis, packets, asked: asked.toSorted(), said: [...new Set(said)] }
}

const conf = (...lines: readonly string[]): Record<string, string> => ({
  'resolv.conf': `${lines.join('\n')}\noptions timeout:1 attempts:1\n`,
})
const both = conf(`nameserver ${net.server}`, `nameserver ${net.server2}`)
const rung = (diagnosis: Diagnosis): string | undefined => diagnosis.addresses[0]?.path.find(({ layer }) => layer === 'name')?.because

describe.skipIf(labMissing() !== undefined || wireOnly)('what each name server says', () => {
  test('no such name, by both', async () => {
    const zone: Zone = { rest: NXDOMAIN }
    const { diagnosis, said, asked } = await look({
      servers: { [net.server]: ['server', zone], [net.server2]: ['server', zone] },
      etc: both,
      typed: 'db1.example.com',
    })
    expect(diagnosis.verdict).toEqual({ cause: 'name-does-not-resolve', certainty: 'proven' })
    expect(said).toEqual([
      `name server ${net.server} (/etc/resolv.conf line 1) says that there is no such name: db1.example.com`,
      `name server ${net.server2} (/etc/resolv.conf line 2) says that there is no such name: db1.example.com`,
    ])
    expect(asked).toEqual([net.server, net.server2])
    expect(diagnosis.summary.meaning).toContain(`each of ${net.server}, ${net.server2} says that there is no such name`)
  })

  test('one fails, one refuses', async () => {
    const { diagnosis, said } = await look({
      servers: { [net.server]: ['server', { rest: 2 }], [net.server2]: ['server', { rest: 5 }] },
      etc: both,
      typed: 'db1.example.com',
    })
    expect(diagnosis.verdict).toEqual({ cause: 'name-does-not-resolve', certainty: 'proven' })
    expect(said.join()).toMatch(/SERVFAIL.*REFUSED/)
  })

  test('one is silent, the machine of the other refuses the port', async () => {
    const { diagnosis, said } = await look({
      servers: { [net.server]: ['server', { rest: 'silent' }] },
      etc: both,
      typed: 'db1.example.com',
    })
    expect(diagnosis.verdict?.cause).toBe('name-does-not-resolve')
    expect(said[0]).toContain('does not answer')
    expect(said[1]).toContain('cannot be reached (ECONNREFUSED)')
  })

  test('what answers on port 53 is no name server', async () => {
    const { said } = await look({
      servers: { [net.server]: ['server', { rest: 'garbled' }] },
      etc: conf(`nameserver ${net.server}`),
      typed: 'db1.example.com',
    })
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('answers with what is no DNS answer')
  })

  test('one of two is silent: the name is found late, and the report says why', async () => {
    const { diagnosis } = await look({
      servers: {
        [net.server]: ['server', { rest: 'silent' }],
        [net.server2]: ['server', { rest: NXDOMAIN, names: { 'db1.example.com': a(net.server) } }],
      },
      etc: both,
      typed: 'db1.example.com',
    })
    expect(rung(diagnosis)).toMatch(new RegExp(`→ ${net.server} after \\d+ ms; name server ${net.server} does not answer$`))
    expect(diagnosis.verdict?.cause).not.toBe('name-resolves-elsewhere')
  })

  test('two that disagree', async () => {
    const { diagnosis, said } = await look({
      servers: {
        [net.server]: ['server', { rest: NXDOMAIN, names: { 'db1.example.com': a(net.beyond) } }],
        [net.server2]: ['server', { rest: NXDOMAIN, names: { 'db1.example.com': a(net.absentThere) } }],
      },
      router: `ip route add blackhole ${net.beyond}`,
      etc: both,
      typed: 'db1.example.com',
    })
    expect(diagnosis.findings.find(({ cause }) => cause === 'name-resolves-elsewhere')?.certainty).toBe('possible')
    expect(said.join()).toContain(`gives ${net.absentThere}`)
  })

  test('a name without an address, cut by UDP, whole by TCP', async () => {
    const { packets, said } = await look({
      servers: { [net.server]: ['server', { rest: NXDOMAIN, names: { 'db1.example.com': {} }, cuts: true }] },
      etc: conf(`nameserver ${net.server}`),
      typed: 'db1.example.com',
    })
    expect(said).toEqual([`name server ${net.server} (/etc/resolv.conf line 1) knows the name, and no address of it: db1.example.com`])
    expect(packets.some(({ tcp }) => tcp?.to === 53 && tcp.syn)).toBe(true)
  })

  test('the search domains, in their order', async () => {
    const { said } = await look({
      servers: { [net.server]: ['server', { rest: NXDOMAIN }] },
      etc: conf('search corp.example lan', `nameserver ${net.server}`),
      typed: 'db1',
    })
    expect(said).toEqual([
      `name server ${net.server} (/etc/resolv.conf line 2) says that there is no such name: db1.corp.example, db1.lan, db1`,
    ])
  })

  test('a CNAME made to deceive a terminal', async () => {
    const deceit = Buffer.from('\x1b[2J\x9b31m', 'latin1')
    const cname = Buffer.concat([Buffer.from([deceit.length]), deceit, Buffer.from([0])]).toString('hex')
    const { diagnosis, said } = await look({
      servers: { [net.server]: ['server', { rest: NXDOMAIN, names: { 'db1.example.com': { 5: [cname] } } }] },
      etc: conf(`nameserver ${net.server}`),
      typed: 'db1.example.com',
    })
    expect(diagnosis.verdict?.cause).toBe('name-does-not-resolve')
    expect(said).toHaveLength(1)
  })

  const STATUS = `Global
       Protocols: -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
resolv.conf mode: stub

Link 2 (eth0)
    Current Scopes: DNS
         Protocols: +DefaultRoute -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
Current DNS Server: ${net.server}
       DNS Servers: ${net.server}

Link 5 (tun0)
    Current Scopes: DNS
         Protocols: -DefaultRoute -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
       DNS Servers: ${net.server2}
        DNS Domain: ~corp.example
`

  test.each([
    ['git.corp.example', net.server2, 'tun0'],
    ['git.example.com', net.server, 'eth0'],
  ])('split DNS of systemd-resolved: %s goes to %s alone', async (typed, server, link) => {
    const zone: Zone = { rest: NXDOMAIN }
    const { said, asked } = await look({
      servers: { '127.0.0.53': ['client', zone], [net.server]: ['server', zone], [net.server2]: ['server', zone] },
      etc: conf('nameserver 127.0.0.53'),
      resolvectl: STATUS,
      typed,
    })
    expect(asked).toEqual(['127.0.0.53', server].toSorted())
    expect(said).toEqual([`name server ${server} (systemd-resolved, link ${link}) says that there is no such name: ${typed}`])
  })

  test('systemd-resolved without resolvectl: its stub alone is asked, and the report says so', async () => {
    const zone: Zone = { rest: NXDOMAIN }
    const { diagnosis, asked } = await look({
      servers: { '127.0.0.53': ['client', zone], [net.server]: ['server', zone] },
      etc: conf('nameserver 127.0.0.53'),
      typed: 'git.corp.example',
    })
    expect(asked).toEqual(['127.0.0.53'])
    expect(diagnosis.unread.map(({ what }) => what)).toContain("systemd-resolved's own name servers")
  })

  test('the hosts file answers: nobody is asked', async () => {
    const zone: Zone = { rest: NXDOMAIN }
    const { asked } = await look({
      servers: { [net.server]: ['server', zone], [net.server2]: ['server', zone] },
      etc: { ...both, hosts: `127.0.0.1 localhost\n${net.server} db1.example.com\n` },
      typed: 'db1.example.com',
    })
    expect(asked).toEqual([])
  })

  test('SSHFP records, and whether the server says that it has validated them', async () => {
    await using lab = await Lab.build()
    const zone: Zone = { rest: NXDOMAIN, names: { 'db1.example.com': { 44: [`0402${'ab'.repeat(32)}`] } } }
    for (const [address, authentic] of [
      [net.server, true],
      [net.server2, false],
    ] as const) {
      const words = [process.execPath, join(import.meta.dirname, 'name-server.ts'), address, JSON.stringify({ ...zone, authentic })]
      await lab.start('server', words).says(/ready/)
    }
    const etc = join(lab.folder, 'etc')
    mkdirSync(etc)
    for (const [file, text] of Object.entries({ ...both, 'nsswitch.conf': 'hosts: files dns\n' })) writeFileSync(join(etc, file), text)
    const { stdout } = await lab.run('client', [process.execPath, SSHFP_PROGRAM, 'db1.example.com'], { etc })
    const seen = (JSON.parse(stdout) as NameServerEvidence[]).toSorted((x, y) => (x.server < y.server ? -1 : 1))
    const fingerprints = [{ algorithm: 4, hash: 2, hex: 'ab'.repeat(32) }]
    expect(seen).toMatchObject([
      { server: net.server, type: 'SSHFP', outcome: 'answer', authentic: true, fingerprints },
      { server: net.server2, type: 'SSHFP', outcome: 'answer', authentic: false, fingerprints },
    ])
  })
})
