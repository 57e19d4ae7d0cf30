import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { miscounted, overBudget, strangers } from '../../lab/wire/budget.ts'
import { readDiagnosis, settle, wireOnly } from '../../lab/run/program.ts'
import { connectionsTo, watch } from '../../lab/wire/wire.ts'
import type { Certainty } from '../../src/model/cause.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { chain } from './cases/expectations.ts'
import { Lab } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf, type Net } from './net.ts'
import { BETWEEN, secondRouter } from './second-router.ts'
import { startSshd } from './sshd.ts'

const missing = labMissing() ?? (wireOnly ? 'no program to test' : undefined)

vi.setConfig({ maxConcurrency: 2 })

/** Runs the program while tcpdump counts: the budget holds, and the report says what was sent, and to whom. */
async function look(lab: Lab, words: readonly string[], targets: readonly string[]): Promise<{ seen: Diagnosis; opened: number }> {
  const wire = await watch(lab.namespace('client'))
  const seen = readDiagnosis(await settle(lab.stage()).run(['--json', ...words]))
  const packets = await wire.stop()
  expect([...overBudget(packets, targets, 22), ...strangers(packets, targets, seen), ...miscounted(packets, seen, false)]).toEqual([])
  return { seen, opened: connectionsTo(packets, targets[0] ?? '', 22) }
}

const of = (seen: Diagnosis, cause: string): Certainty | undefined => seen.findings.find((one) => one.cause === cause)?.certainty
const proven = (seen: Diagnosis): readonly string[] =>
  seen.findings.filter(({ certainty }) => certainty === 'proven').map(({ cause }) => cause)

/** The routers and the end of the way to the port beside the asked one, as `TTL from`. */
const way = (seen: Diagnosis): readonly string[] =>
  (seen.paths.find(({ role }) => role !== 'asked')?.tries ?? []).map(
    ({ ttl, answer }) => `${ttl} ${answer.kind === 'icmp' ? answer.from : answer.kind}`,
  )
const wayOf = (net: Net): readonly string[] => [`1 ${net.router}`, `2 ${BETWEEN[net.family][1]}`, '3 rst']
const second = (net: Net): string => BETWEEN[net.family][1]

describe('--thorough', { concurrent: true, skip: missing !== undefined }, () => {
  test.each([4, 6] as const)('IPv%i: a closed port is refused at the end of the way', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await secondRouter(lab)
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect(way(seen)).toEqual(wayOf(net))
    expect(seen.verdict).toEqual({ cause: 'sshd-stopped', certainty: 'likely' })
    expect(seen.addresses[0]?.path.find(({ layer }) => layer === 'network')?.because).toContain('3 hops away')
    expect(seen.addresses[0]?.syns).toBeLessThanOrEqual(4)
  })

  test.each([4, 6] as const)('IPv%i: a RST by the first router', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await secondRouter(lab)
    await startSshd(lab, 'server')
    await lab.sh('router', `${net.iptables} -A FORWARD -p tcp --dport 22 -j REJECT --reject-with tcp-reset`)
    const { seen, opened } = await look(lab, ['--thorough', net.server], [net.server])
    expect(seen.verdict).toEqual({ cause: 'router-rejects', certainty: 'likely' })
    expect(seen.summary.meaning).toContain(`${net.router} (1 hop away)`)
    expect([of(seen, 'sshd-stopped'), proven(seen), opened]).toEqual(['possible', [], 0])
  })

  test.each([4, 6] as const)('IPv%i: a RST by the last router, told from one of the host by its own TTL', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    const router = await secondRouter(lab)
    await startSshd(lab, 'server')
    await router.sh(`${net.iptables} -A FORWARD -p tcp --dport 22 -j REJECT --reject-with tcp-reset`)
    const { seen, opened } = await look(lab, ['--thorough', net.server], [net.server])
    expect(seen.verdict).toEqual({ cause: 'router-rejects', certainty: 'likely' })
    expect(seen.summary.meaning).toContain(`${second(net)} (2 hops away)`)
    expect([proven(seen), opened, seen.addresses[0]?.syns]).toEqual([[], 0, 4])
  })

  test('a RST by a rule of the host itself is not told from a closed port', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await secondRouter(lab)
    await startSshd(lab, 'server')
    await lab.sh('server', chain(net, 'input', 'tcp dport 22 reject with tcp reset'))
    const { seen, opened } = await look(lab, ['--thorough', net.server], [net.server])
    expect([seen.verdict, of(seen, 'firewall-resets'), opened]).toEqual([{ cause: 'sshd-stopped', certainty: 'likely' }, 'possible', 0])
  })

  test.each([4, 6] as const)('IPv%i: an ICMP reject by the second router says how far away it is', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    const router = await secondRouter(lab)
    await router.sh(`${net.iptables} -A FORWARD -p tcp --dport 22 -j REJECT`)
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect(seen.verdict).toEqual({ cause: 'router-rejects', certainty: 'proven' })
    expect(seen.summary.meaning).toContain(`${second(net)} (2 hops away)`)
    expect(seen.addresses[0]?.syns).toBe(1)
  })

  test('packets to the port vanish behind the first router, while the host answers on another', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await secondRouter(lab)
    await lab.sh('router', 'iptables -A FORWARD -p tcp --dport 22 -j DROP')
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect(seen.verdict).toEqual({ cause: 'path-drops-packets', certainty: 'likely' })
    expect(seen.summary.meaning).toContain(`vanish behind ${net.router}, 1 hop away`)
    expect([of(seen, 'firewall-drops'), proven(seen)]).toEqual(['possible', []])
  })

  test('packets to the port reach the last router: the host, or what stands right before it, drops', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await secondRouter(lab)
    await lab.sh('server', chain(net, 'input', 'tcp dport 22 drop'))
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect(seen.verdict).toEqual({ cause: 'firewall-drops', certainty: 'likely' })
    expect(of(seen, 'path-drops-packets')).toBe('possible')
  })

  test.each([4, 6] as const)('IPv%i: all packets vanish behind the second router', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    const router = await secondRouter(lab)
    await router.sh(`${net.iptables} -A FORWARD -j DROP`)
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect(way(seen).slice(0, 2)).toEqual(wayOf(net).slice(0, 2))
    const finding = seen.findings.find(({ cause }) => cause === 'path-drops-packets')
    expect(finding?.certainty).toBe('possible')
    expect(finding?.text).toContain(`vanish behind ${second(net)}, 2 hops away`)
    expect(seen.addresses[0]?.path.find(({ layer }) => layer === 'network')?.because).toContain(second(net))
  })

  test('a NAT router forwards the port to a host that refuses', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    const router = await secondRouter(lab)
    await router.sh(`iptables -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination ${net.server}:22`)
    const { seen } = await look(lab, ['--thorough', second(net)], [second(net)])
    expect(way(seen)).toEqual([`1 ${net.router}`, '2 rst'])
    expect([of(seen, 'nat-forwards-nowhere'), of(seen, 'nat-redirects'), proven(seen)]).toEqual(['likely', 'likely', []])
  })

  test('a circle names its routers', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    const router = await secondRouter(lab)
    await lab.sh('router', `ip route add ${net.beyond} via ${second(net)}`)
    await router.sh(`ip route add ${net.beyond} via ${BETWEEN[4][0]}`)
    const { seen } = await look(lab, ['--thorough', net.beyond], [net.beyond])
    expect(seen.verdict).toEqual({ cause: 'routing-loop', certainty: 'proven' })
    expect(seen.summary.meaning).toMatch(/between \S+ and \S+/)
  })

  test('a host that answers nothing but echoes is up', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await lab.sh('client', 'echo "0 2147483647" >/proc/sys/net/ipv4/ping_group_range')
    await lab.sh('server', chain(net, 'input', 'meta l4proto tcp drop'))
    const { seen } = await look(lab, ['--thorough', net.server], [net.server])
    expect([seen.verdict?.cause, of(seen, 'host-down')]).toEqual(['firewall-drops', 'excluded'])
  })

  test('an SSH server that answers is greeted once, and nothing is followed', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    const { seen, opened } = await look(lab, ['--thorough', net.server], [net.server])
    expect([seen.verdict, seen.paths, opened]).toEqual([null, [], 1])
  })
})

/** A second address of the client. */
const OTHER = { 4: '192.0.2.9', 6: '2001:db8:1::9' } as const
const addOther = (net: Net): string => `${net.ip} address add ${OTHER[net.family]}/${net.link} dev eth0 ${net.family === 6 ? 'nodad' : ''}`

describe('--also-from', { concurrent: true, skip: missing !== undefined }, () => {
  test.each([
    [4, 'reject'],
    [4, 'drop'],
    [6, 'reject'],
  ] as const)('IPv%i: a set bans one of two sources: %s', async (family, verdict) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await lab.sh('client', addOther(net))
    await lab.sh('server', chain(net, 'input', `${net.nft} saddr { ${net.client} } tcp dport 22 ${verdict}`))
    const words = ['-b', net.client, '--also-from', OTHER[family], net.server]
    const { seen, opened } = await look(lab, words, [net.server])
    expect(seen.sources.map(({ source, outcome, identification }) => [source, outcome, identification?.slice(0, 8)])).toEqual([
      [OTHER[family], 'open', 'SSH-2.0-'],
    ])
    expect(seen.verdict).toEqual({ cause: 'address-banned', certainty: 'likely' })
    expect([of(seen, 'rate-limited'), of(seen, 'blocklist'), proven(seen), opened]).toEqual(['possible', 'possible', [], 1])
  })

  test('all sources are treated alike: a rule for all of them', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await lab.sh('client', addOther(net))
    await lab.sh('server', chain(net, 'input', 'tcp dport 22 reject'))
    const { seen } = await look(lab, ['--also-from', 'eth0', net.server], [net.server])
    expect(seen.sources.map(({ outcome }) => outcome)).toEqual(['refused'])
    expect(seen.verdict).toEqual({ cause: 'firewall-rejects', certainty: 'likely' })
    expect(seen.findings.find(({ cause }) => cause === 'address-banned')?.against).not.toEqual([])
  })

  test('the source that ssh uses works, and another one does not', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await lab.sh('client', addOther(net))
    await lab.sh('server', chain(net, 'input', `ip saddr ${OTHER[4]} tcp dport 22 reject`))
    const { seen } = await look(lab, ['-b', net.client, '--also-from', OTHER[4], net.server], [net.server])
    expect([seen.verdict, seen.sources.map(({ outcome }) => outcome)]).toEqual([null, ['refused']])
  })
})

describe('--check-egress', { concurrent: true, skip: missing !== undefined }, () => {
  const peers = async (lab: Lab): Promise<void> => {
    for (const port of ['22', '443'])
      await lab.start('server', [process.execPath, join(import.meta.dirname, 'peer.ts'), 'bare', port]).says(/ready/)
  }

  test('the router lets 443 out, and nothing to port 22', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await peers(lab)
    await lab.sh('router', 'iptables -A FORWARD -p tcp --dport 22 -j DROP')
    const { seen } = await look(lab, ['--check-egress', net.server2, net.server], [net.server, net.server2])
    expect(seen.egress.map(({ port, outcome }) => [port, outcome])).toEqual([
      [22, 'timed-out'],
      [443, 'open'],
    ])
    expect(seen.verdict).toEqual({ cause: 'network-blocks-port-22', certainty: 'likely' })
    expect(proven(seen)).toEqual([])
  })

  test('port 22 of another host answers: the network lets it out', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await peers(lab)
    await lab.sh('server', chain(net, 'input', `ip daddr ${net.server} tcp dport 22 drop`))
    const { seen } = await look(lab, ['--check-egress', `${net.server2}:22`, net.server], [net.server, net.server2])
    expect(seen.egress.map(({ identification }) => identification)).toEqual(['SSH-2.0-bare comment'])
    expect(of(seen, 'network-blocks-port-22')).toBe('excluded')
    expect(seen.verdict).toEqual({ cause: 'firewall-drops', certainty: 'likely' })
  })
})
