import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mustRun } from '../../lab/machine/shell.ts'
import { readDiagnosis, settle, wireOnly } from '../../lab/run/program.ts'
import { answerOf, watch } from '../../lab/wire/wire.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { Lab } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { hostKey, startSshd } from './sshd.ts'

const net = netOf(4)
const TWICE = '192.0.2.50'

const said = (seen: Diagnosis): Record<string, string> =>
  Object.fromEntries(seen.findings.filter(({ certainty }) => certainty !== 'excluded').map(({ cause, certainty }) => [cause, certainty]))
const proven = (seen: Diagnosis): readonly string[] =>
  seen.findings.filter(({ certainty }) => certainty === 'proven').map(({ cause }) => cause)

/** A key pair of its own, and the public line of a file. */
function key(lab: Lab, name: string): string {
  const file = join(lab.folder, name)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file])
  return file
}
const publicLine = (file: string): string =>
  execFileSync('ssh-keygen', ['-yf', file], { encoding: 'utf8' }).split(' ').slice(0, 2).join(' ').trim()

function knownHosts(lab: Lab, host: string, file: string): readonly string[] {
  const path = join(lab.folder, `known-${host}`)
  writeFileSync(path, `${host} ${publicLine(file)}\n`)
  return ['-o', `UserKnownHostsFile=${path}`, '-o', 'GlobalKnownHostsFile=none', '-o', 'BatchMode=yes']
}

/**
 * Two machines with one address on the client's link, which is a bridge now: the server, by a second interface, and one that runs nothing.
 * @param late who comes onto the link when the client has the link address of the other already
 */
async function twoOnTheLink(lab: Lab, late: 'server' | 'idle'): Promise<void> {
  const [client, router, server] = [lab.namespace('client'), lab.namespace('router'), lab.namespace('server')]
  const idle = `${lab.id}-idle`
  const ports = late === 'server' ? ['two', 'one'] : ['one', 'two']
  await mustRun(
    ['sh', '-e'],
    `
    ip netns add ${idle}
    ip -n ${idle} link set lo up
    ip -n ${router} link add bridge type bridge
    ip -n ${router} address flush dev near
    ip -n ${router} link set near master bridge
    ip -n ${router} address add ${net.router}/24 dev bridge
    ip -n ${router} link set bridge up
    ip link add eth1 netns ${server} type veth peer name one netns ${router}
    ip link add eth0 netns ${idle} type veth peer name two netns ${router}
    ip -n ${server} address add ${TWICE}/24 dev eth1; ip -n ${server} link set eth1 up
    ip -n ${idle} address add ${TWICE}/24 dev eth0; ip -n ${idle} link set eth0 up
    ip -n ${router} link set ${ports[0]} master bridge up
    nsenter --net=/run/netns/${client} bash -c "until (exec 3<>/dev/tcp/${TWICE}/1) 2>&1 | grep -q refused; do sleep 0.1; done"
    ip -n ${router} link set ${ports[1]} master bridge up`,
  )
}

async function met(lab: Lab): Promise<string> {
  return lab.sh('client', `ip neigh show ${TWICE}`)
}

describe.skipIf(labMissing() !== undefined || wireOnly)('several machines at one address', () => {
  test('two on the link, and the one without sshd is met: nothing is proven, a conflict is possible', async () => {
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await twoOnTheLink(lab, 'server')
    const program = settle(lab.stage())
    const wire = await watch(lab.namespace('client'))
    const seen = readDiagnosis(await program.run(['--json', TWICE]))
    const packets = await wire.stop()
    const neighbour = await met(lab)
    expect(answerOf(packets, TWICE, 22)).toEqual({ kind: 'rst' })
    expect(neighbour).toContain(await linkAddress(lab, `${lab.id}-idle`, 'eth0'))
    expect(seen.addresses[0]?.answer.kind).toBe('rst')
    expect(proven(seen)).toEqual([])
    expect(said(seen)).toMatchObject({ 'address-conflict': 'possible', 'address-shared': 'possible', 'sshd-stopped': 'likely' })
    const decide = seen.findings.find(({ cause }) => cause === 'address-conflict')?.decide
    expect(decide?.command).toBe(`ip neigh show ${TWICE}; sudo arping -b -c 3 -I eth0 ${TWICE}`)
  })

  test('two on the link, and the one that is met shows another key than is known', async () => {
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await twoOnTheLink(lab, 'idle')
    const words = knownHosts(lab, TWICE, key(lab, 'other'))
    const wire = await watch(lab.namespace('client'))
    const seen = readDiagnosis(await settle(lab.stage()).run(['--json', ...words, TWICE]))
    expect(answerOf(await wire.stop(), TWICE, 22)).toEqual({ kind: 'syn-ack' })
    expect(await met(lab)).toContain(await linkAddress(lab, lab.namespace('server'), 'eth1'))
    expect(said(seen)).toMatchObject({ 'host-key-changed': 'proven', 'address-conflict': 'possible' })
    expect(proven(seen)).toEqual(['host-key-changed'])
  })

  test('the one that is met has the known key: a conflict is excluded', async () => {
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await twoOnTheLink(lab, 'idle')
    const words = knownHosts(lab, TWICE, hostKey())
    const seen = readDiagnosis(await settle(lab.stage()).run(['--json', '--no-login', ...words, TWICE]))
    expect(seen.findings.find(({ cause }) => cause === 'address-conflict')?.certainty).toBe('excluded')
    expect(seen.verdict).toBeNull()
  })

  test('every second connection is led to another machine: the login meets another key than the first', async () => {
    await using lab = await Lab.build()
    const other = key(lab, 'other')
    await startSshd(lab, 'server')
    await startSshd(lab, 'server', [`HostKey ${other}`, 'Port 2200'])
    const rule = `-d ${net.server} -p tcp --dport 22 -m statistic --mode nth --every 2 --packet 1 -j DNAT --to-destination ${net.server}:2200`
    await lab.sh('router', `iptables -t nat -A PREROUTING ${rule}`)
    const words = knownHosts(lab, net.server, hostKey())
    const seen = readDiagnosis(await settle(lab.stage()).run(['--json', ...words, net.server]))
    expect(seen.addresses[0]?.ssh?.hostKeys[0]?.known).toBe('match')
    expect(seen.verdict).toEqual({ cause: 'address-shared', certainty: 'likely' })
    expect(seen.summary.meaning).toContain('two connections met two host keys')
    expect(proven(seen)).toEqual([])
  })

  test('a name with two addresses whose servers have two keys: a hint, and no wall', async () => {
    await using lab = await Lab.build()
    const other = key(lab, 'other')
    await startSshd(lab, 'server', [`ListenAddress ${net.server}`])
    await startSshd(lab, 'server', [`HostKey ${other}`, `ListenAddress ${net.server2}`])
    const hosts = `127.0.0.1 localhost\n${net.server} pool\n${net.server2} pool\n`
    const words = knownHosts(lab, 'pool', hostKey())
    const program = settle(lab.stage(), { etc: { hosts } })
    const seen = readDiagnosis(await program.run(['--json', '--no-login', ...words, 'pool']))
    const hint = seen.findings.find(({ cause }) => cause === 'address-shared')
    expect(hint).toMatchObject({ certainty: 'likely', blocks: false })
    expect(hint?.because.map(({ text }) => text).join()).toMatch(new RegExp(`${net.server} shows.*${net.server2} shows`))
    // ssh stays at the first address.
    expect(seen.verdict).toBeNull()
  })
})

async function linkAddress(lab: Lab, namespace: string, device: string): Promise<string> {
  const line = await mustRun(['ip', '-n', namespace, '-o', 'link', 'show', device], '')
  return /ether ([0-9a-f:]+)/.exec(line)?.[1] ?? `no link address of ${device} in ${lab.id}`
}
