import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { overBudget } from '../../lab/wire/budget.ts'
import { chain } from './cases/expectations.ts'
import { startJail } from './fail2ban.ts'
import { Lab } from './lab.ts'
import { labMissing, packageMissing } from './needs.ts'
import { netOf } from './net.ts'
import { readDiagnosis, settle, wireOnly } from '../../lab/run/program.ts'
import { hostKey, startSshd } from './sshd.ts'
import { connect } from './plain-connection.ts'
import { thrice } from './thrice.ts'
import { limitByUfw } from './ufw.ts'
import { connectionsTo, synsTo, watch } from '../../lab/wire/wire.ts'

const missing = labMissing() ?? (wireOnly ? 'no program to test' : undefined)
const missingUfw = missing ?? packageMissing('ufw', 'ufw')
const missingJail = missing ?? packageMissing('fail2ban-server', 'fail2ban') ?? packageMissing('rsyslogd', 'rsyslog')

if (missing === undefined)
  for (const why of [missingUfw, missingJail]) if (why !== undefined) process.stderr.write(`tests of a budget skipped: ${why}\n`)

// They wait for logs and windows of time more than they work.
vi.setConfig({ maxConcurrency: 3 })

describe('a diagnosis does not cause the next outage', { concurrent: true, skip: missing !== undefined }, () => {
  test.skipIf(missingUfw !== undefined).each([4, 6] as const)('IPv%i: three in a row pass `ufw limit`', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await limitByUfw(lab)
    const wire = await watch(lab.namespace('client'))
    expect(await thrice(settle(lab.stage()), net.server)).toEqual([1, 1, 1])
    const packets = await wire.stop()
    expect(overBudget(packets, [net.server], 22)).toEqual([])
    expect(connectionsTo(packets, net.server, 22)).toBe(3)
    expect(await connect(lab, net)).toMatch(/^SSH-2/)
    // The limit is real: what follows at once is refused.
    const more = [await connect(lab, net), await connect(lab, net), await connect(lab, net)]
    expect(more.at(-1)).toMatch(/refused/)
  })

  test.skipIf(missingJail !== undefined)('three in a row pass fail2ban in its aggressive mode', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    const jail = await startJail(lab)
    const program = settle(lab.stage())
    expect(await thrice(program, net.server)).toEqual([1, 1, 1])
    expect(await jail.failures()).toBeLessThanOrEqual(3)
    // Nor do six: the ledger stops before the fifth, and says why.
    const more = []
    for (let round = 0; round < 3; round++) more.push(readDiagnosis(await program.run(['--json', net.server])))
    expect(more.map(({ connections }) => connections.sshd)).toEqual([1, 0, 0])
    expect(more.at(-1)?.addresses.map(({ outcome }) => outcome)).toEqual(['not-tried'])
    expect(more.at(-1)?.verdict).toBeNull()
    expect(await jail.banned()).toEqual([])
    // The jail is real: one more that closes before it logs in is too much.
    await connect(lab, net)
    expect(await jail.banned()).toEqual([net.client])
  })

  test.skipIf(missingJail !== undefined)('nor does a login as a user that is not there, which fail2ban counts twice', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    const jail = await startJail(lab)
    const known = join(lab.folder, 'known_hosts')
    writeFileSync(known, `${net.server} ${readFileSync(`${hostKey()}.pub`, 'utf8')}`)
    const config = `Host *\n  User nosuch\n  UserKnownHostsFile ${known}\n`
    const program = settle(lab.stage(), { etc: { 'ssh/ssh_config': config } })
    const seen = []
    for (let round = 0; round < 3; round++) seen.push(readDiagnosis(await program.run(['--json', net.server])))
    expect(seen.map(({ connections }) => connections.sshd)).toEqual([2, 1, 0])
    expect(seen.map(({ login }) => login?.reached)).toEqual(['methods', 'not-tried', undefined])
    expect(await jail.failures()).toBe(4)
    expect(await jail.banned()).toEqual([])
  })

  test('a silent port: three in a row send 4 SYNs in 30 s, and the third waits for its turn', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await lab.sh('server', chain(net, 'input', 'tcp dport 22 drop'))
    const program = settle(lab.stage())
    const wire = await watch(lab.namespace('client'))
    for (let round = 0; round < 3; round++) {
      expect(readDiagnosis(await program.run(['--json', net.server])).verdict).toEqual({ cause: 'firewall-drops', certainty: 'likely' })
    }
    const packets = await wire.stop()
    expect(overBudget(packets, [net.server], 22)).toEqual([])
    expect(synsTo(packets, net.server, 22).length).toBeGreaterThanOrEqual(5)
  })

  test.each([
    ['dropped', 'drop'],
    ['rejected', 'reject'],
    ['open', 'accept'],
  ])('--gentle sends one SYN to each address and nothing else: %s', async (_, verdict) => {
    const [four, six] = [netOf(4), netOf(6)]
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    for (const net of [four, six]) await lab.sh('server', chain(net, 'input', `tcp dport 22 ${verdict}`))
    const hosts = `${six.server} both.example.com\n${four.server} both.example.com\n`
    const wire = await watch(lab.namespace('client'))
    const seen = readDiagnosis(await settle(lab.stage(), { etc: { hosts } }).run(['--json', '--gentle', 'both.example.com']))
    const packets = await wire.stop()
    expect([four, six].map((net) => synsTo(packets, net.server).map(({ tcp }) => tcp?.to))).toEqual([[22], [22]])
    expect(seen.connections.syns).toBe(2)
    expect(seen.contrast).toEqual([])
  })

  test.each([4, 6] as const)('IPv%i: an ICMP rate limit that is used up: silence is never called a drop', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build(true)
    await lab.sh('server', chain(net, 'input', 'meta l4proto tcp reject'))
    const program = settle(lab.stage())
    // A scan of somebody's own, and then three diagnoses in a row, each of which uses up what has come back.
    await lab.sh('client', `for port in $(seq 1 12); do timeout 0.02 bash -c 'exec 3<>/dev/tcp/${net.server}/'$port 2>/dev/null || :; done`)
    for (let round = 0; round < 3; round++) {
      const seen = readDiagnosis(await program.run(['--json', net.server]))
      const dropped = seen.findings.filter(({ cause, certainty }) => cause === 'firewall-drops' && /likely|proven/.test(certainty))
      expect(dropped, `round ${round}`).toEqual([])
    }
  })
})
