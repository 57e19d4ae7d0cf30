import { describe, expect, test } from 'vitest'
import { overBudget } from './budget.ts'
import { chain } from './cases/expectations.ts'
import { debian13Missing, startSshd13 } from './debian13.ts'
import { startJail } from './fail2ban.ts'
import { Lab } from './lab.ts'
import { labMissing, packageMissing } from './needs.ts'
import { type Net, netOf } from './net.ts'
import { type Program, readDiagnosis, settle, wireOnly } from './program.ts'
import { startSshd } from './sshd.ts'
import { limitByUfw } from './ufw.ts'
import { connectionsTo, synsTo, watch } from './wire.ts'

const missing = labMissing() ?? (wireOnly ? 'no program to test' : undefined)
const missingUfw = missing ?? packageMissing('ufw', 'ufw')
const missingJail = missing ?? packageMissing('fail2ban-server', 'fail2ban') ?? packageMissing('rsyslogd', 'rsyslog')
const missing13 = missing ?? (await debian13Missing())

/** What a plain connection to the SSH port ends in: the first line, or what bash says. */
async function connect(lab: Lab, net: Net): Promise<string> {
  const words = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${net.server}/22; read -t 2 -u 3 line; echo "$line"`]
  const { stdout, stderr } = await lab.run('client', words)
  return `${stdout}${stderr}`
}

/** Three default diagnoses in a row, as somebody does who does not believe the first. */
async function thrice(program: Program, target: string): Promise<number[]> {
  const connections: number[] = []
  for (let round = 0; round < 3; round++) {
    const seen = readDiagnosis(await program.run(['--json', target]))
    expect(seen.verdict).toBeNull()
    expect(seen.addresses.map(({ ssh }) => ssh?.reached)).toEqual(['identification'])
    connections.push(seen.connections.sshd)
  }
  return connections
}

describe.skipIf(missing !== undefined)('a diagnosis does not cause the next outage', () => {
  test.skipIf(missingUfw !== undefined).each([4, 6] as const)('IPv%i: three in a row pass `ufw limit`', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await startSshd(lab, 'server')
    await limitByUfw(lab)
    const wire = await watch(lab)
    expect(await thrice(settle(lab), net.server)).toEqual([1, 1, 1])
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
    expect(await thrice(settle(lab), net.server)).toEqual([1, 1, 1])
    expect(await jail.banned()).toEqual([])
    expect(await jail.failures()).toBeLessThanOrEqual(3)
    // The jail is real: a few more that close before they log in are banned.
    for (let round = 0; round < 3; round++) await connect(lab, net)
    expect(await jail.banned()).toEqual([net.client])
  })

  test.skipIf(missing13 !== undefined).each([4, 6] as const)(
    `IPv%i: three in a row pass PerSourcePenalties${missing13 === undefined ? '' : `, skipped: ${missing13}`}`,
    async (family) => {
      const net = netOf(family)
      await using lab = await Lab.build()
      await startSshd13(lab, 'server', [])
      expect(await thrice(settle(lab), net.server)).toEqual([1, 1, 1])
      expect(await connect(lab, net)).toMatch(/^SSH-2/)
      // The penalties are real: they are said to begin with about the 18th.
      let last = ''
      for (let round = 0; round < 30 && !last.startsWith('Not allowed'); round++) last = await connect(lab, net)
      expect(last).toMatch(/^Not allowed at this time/)
    },
  )

  test('a silent port: the second diagnosis waits for its turn', async () => {
    const net = netOf(4)
    await using lab = await Lab.build()
    await lab.sh('server', chain(net, 'input', 'tcp dport 22 drop'))
    const program = settle(lab)
    const wire = await watch(lab)
    const [first, second] = [await program.run(['--json', net.server]), await program.run(['--json', net.server])]
    const packets = await wire.stop()
    expect(overBudget(packets, [net.server], 22)).toEqual([])
    for (const ran of [first, second]) expect(readDiagnosis(ran).verdict).toEqual({ cause: 'firewall-drops', certainty: 'likely' })
    expect(synsTo(packets, net.server, 22).length).toBeGreaterThanOrEqual(2)
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
    const wire = await watch(lab)
    const seen = readDiagnosis(await settle(lab, { etc: { hosts } }).run(['--json', '--gentle', 'both.example.com']))
    const packets = await wire.stop()
    expect([four, six].map((net) => synsTo(packets, net.server).map(({ tcp }) => tcp?.to))).toEqual([[22], [22]])
    expect(seen.connections.syns).toBe(2)
    expect(seen.contrast).toEqual([])
  })

  test.each([4, 6] as const)('IPv%i: an ICMP rate limit that is used up: silence is never called a drop', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build(true)
    await lab.sh('server', chain(net, 'input', 'meta l4proto tcp reject'))
    const program = settle(lab)
    // A scan of somebody's own, and then three diagnoses in a row, each of which uses up what has come back.
    await lab.sh('client', `for port in $(seq 1 12); do timeout 0.02 bash -c 'exec 3<>/dev/tcp/${net.server}/'$port 2>/dev/null || :; done`)
    for (let round = 0; round < 3; round++) {
      const seen = readDiagnosis(await program.run(['--json', net.server]))
      const dropped = seen.findings.filter(({ cause, certainty }) => cause === 'firewall-drops' && /likely|proven/.test(certainty))
      expect(dropped, `round ${round}`).toEqual([])
    }
  })
})
