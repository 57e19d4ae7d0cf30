import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { readDiagnosis, settle, wireOnly, type Program, type Setting } from '../../lab/run/program.ts'
import { Lab } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { startSshd } from './sshd.ts'

const NOBODY = 65534
const FOUR = netOf(4)
const ROOT = join(import.meta.dirname, '../..')

/** Docker's bridge after its last container is gone: until the first one came, the kernel calls it up. */
const DOCKER = `ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up
ip link add first type veth peer name second; ip link set first master docker0 up; ip link set second up; sleep 0.1; ip link del first`

/** What is said, and how certainly. */
const said = (seen: Diagnosis): Record<string, string> =>
  Object.fromEntries(seen.findings.filter(({ certainty }) => certainty !== 'excluded').map(({ cause, certainty }) => [cause, certainty]))
const finding = (seen: Diagnosis, cause: string): Diagnosis['findings'][number] | undefined =>
  seen.findings.find((one) => one.cause === cause && one.certainty !== 'excluded')
const words = (seen: Diagnosis, cause: string): string =>
  finding(seen, cause)
    ?.because.map(({ text }) => text)
    .join('\n') ?? ''

async function look(program: Program, ...typed: readonly string[]): Promise<Diagnosis> {
  return readDiagnosis(await program.run(['--json', ...typed]))
}

/** A folder that the client alone owns. */
function place(lab: Lab, name: string): string {
  const folder = join(lab.folder, name)
  mkdirSync(folder)
  chownSync(folder, NOBODY, NOBODY)
  return folder
}

/** A client whose system-wide ssh_config is this, beside a sshd that is fine. */
async function client(lab: Lab, config: string, more: Setting = {}): Promise<Program> {
  await startSshd(lab, 'server')
  return settle(lab.stage(), { ...more, etc: { 'ssh/ssh_config': config } })
}

describe.skipIf(labMissing() !== undefined || wireOnly)("this machine's own side", () => {
  test('a VPN that is down, in whose network the target is', async () => {
    await using lab = await Lab.build()
    await lab.sh('client', 'ip tuntap add dev wg0 mode tun; ip address add 10.8.0.2/24 dev wg0')
    await lab.sh('router', 'iptables -A FORWARD -d 10.8.0.0/24 -j DROP; ip route add 10.8.0.0/24 via 203.0.113.2')
    const seen = await look(settle(lab.stage()), '10.8.0.5')
    expect(seen.verdict).toEqual({ cause: 'vpn-or-route-missing', certainty: 'likely' })
    expect(seen.summary.meaning).toContain('wg0 exists and is down')
    expect(finding(seen, 'vpn-or-route-missing')?.remedy?.commands).toEqual(['sudo wg-quick up wg0'])
  })

  test('a VPN that is down, and no route at all: the interface is named beside the proof', async () => {
    await using lab = await Lab.build()
    await lab.sh('client', 'ip route del default; ip tuntap add dev tun0 mode tun; ip address add 10.8.0.2/24 dev tun0')
    const seen = await look(settle(lab.stage()), '10.8.0.5')
    expect(said(seen)).toMatchObject({ 'no-local-route': 'proven', 'vpn-or-route-missing': 'likely' })
    expect(words(seen, 'no-local-route')).toContain('the interface tun0 is down')
  })

  test('a VPN that is down, and has nothing to do with it', async () => {
    await using lab = await Lab.build()
    await lab.sh('client', 'ip tuntap add dev wg0 mode tun; ip address add 10.8.0.2/24 dev wg0')
    await lab.sh('router', 'iptables -A FORWARD -p tcp --dport 22 -j DROP')
    const seen = await look(settle(lab.stage()), FOUR.server)
    expect(said(seen)).not.toHaveProperty('vpn-or-route-missing')
  })

  test('a tunnel that no program serves', async () => {
    await using lab = await Lab.build()
    await lab.sh('client', 'ip tuntap add dev vpn0 mode tun; ip link set vpn0 up; ip address add 10.8.0.2/24 dev vpn0')
    const seen = await look(settle(lab.stage()), '10.8.0.5')
    expect(seen.verdict).toEqual({ cause: 'vpn-or-route-missing', certainty: 'likely' })
    expect(seen.summary.meaning).toContain('no program serves')
  })

  test('a tunnel whose program swallows all: possible, and no firewall of this machine is accused', async () => {
    await using lab = await Lab.build()
    const hold = `import fcntl,struct,time
t=open("/dev/net/tun","r+b",buffering=0); fcntl.ioctl(t,0x400454ca,struct.pack("16sH",b"tun0",0x1001)); print("ready",flush=True)
while True: t.read(2000)`
    await lab.start('client', ['python3', '-c', hold]).says(/ready/)
    await lab.sh('client', 'ip address add 10.8.0.2/24 dev tun0; ip link set tun0 up')
    const seen = await look(settle(lab.stage()), '10.8.0.5')
    expect(said(seen)).toMatchObject({ 'vpn-or-route-missing': 'possible' })
    expect(said(seen)).not.toHaveProperty('local-policy-refuses')
    expect(seen.verdict?.cause).toBe('vpn-or-route-missing')
  })

  test('a network of Docker owns the address: the interface is named, and how to move it', async () => {
    await using lab = await Lab.build()
    await lab.sh('client', DOCKER)
    const seen = await look(settle(lab.stage()), '172.17.0.5')
    expect(finding(seen, 'overlapping-subnet')?.text).toContain('docker0 of Docker')
    expect(finding(seen, 'overlapping-subnet')?.remedy?.text).toContain('default-address-pools')
    expect(words(seen, 'overlapping-subnet')).toContain('nobody is connected to docker0')
  })

  test.each([
    ['prohibit', 'EACCES'],
    ['blackhole', 'EINVAL'],
  ])('a policy rule of type %s is quoted', async (type, errno) => {
    await using lab = await Lab.build()
    await lab.sh('client', `ip rule add to ${FOUR.server} priority 77 ${type}`)
    const seen = await look(settle(lab.stage()), FOUR.server)
    expect(seen.verdict).toEqual({ cause: 'local-policy-refuses', certainty: 'proven' })
    expect(seen.addresses[0]?.errno).toBe(errno)
    expect(words(seen, 'local-policy-refuses')).toContain(`the policy rule 77: from all to ${FOUR.server}/32 ${type}`)
    expect(finding(seen, 'local-policy-refuses')?.remedy?.text).toContain('77: from all')
  })

  test.each([
    [
      'nft',
      `nft 'add table inet mine; add chain inet mine out { type filter hook output priority 0; }; add rule inet mine out tcp dport 22 reject with icmpx admin-prohibited'`,
      'tcp dport 22 reject',
      'proven',
    ],
    [
      'iptables',
      'iptables -N deny; iptables -A OUTPUT -p tcp -j deny; iptables -A deny -p tcp --dport 22 -j REJECT --reject-with icmp-admin-prohibited',
      '--dport 22 -j REJECT',
      'proven',
    ],
    [
      'nft drop',
      `nft 'add table inet mine; add chain inet mine out { type filter hook output priority 0; }; add rule inet mine out tcp dport { 22, 2222 } drop'`,
      'tcp dport { 22, 2222 } drop',
      'likely',
    ],
  ])('a rule of its own OUTPUT: as root the line is quoted, else it is said who may read it (%s)', async (_, rule, line, certainty) => {
    await using lab = await Lab.build()
    await lab.sh('client', rule)
    const program = settle(lab.stage())
    const blind = await look(program, FOUR.server)
    expect(blind.verdict).toEqual({ cause: 'local-policy-refuses', certainty })
    expect(blind.unread.map(({ what }) => what)).toContain("this machine's own firewall rules")
    const state = join(lab.folder, 'root-state')
    const ran = await program.runAsRoot([
      'env',
      `XDG_STATE_HOME=${state}`,
      `HOME=${lab.folder}`,
      process.execPath,
      join(ROOT, 'bin/sshwhy.js'),
      '--json',
      FOUR.server,
    ])
    const seen = readDiagnosis(ran)
    expect(seen.verdict).toEqual({ cause: 'local-policy-refuses', certainty })
    expect(words(seen, 'local-policy-refuses')).toContain(line)
    expect(finding(seen, 'local-policy-refuses')?.remedy?.text).toContain(line)
  })

  test('a private key that others may read, one that is not there, and one of PuTTY', async () => {
    await using lab = await Lab.build()
    const keys = place(lab, 'keys')
    const [open, good, ppk] = ['open', 'good', 'ppk'].map((name) => join(keys, name)) as [string, string, string]
    for (const key of [open, good]) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
    writeFileSync(ppk, 'PuTTY-User-Key-File-3: ssh-ed25519\n')
    for (const key of [open, good, ppk]) chownSync(key, NOBODY, NOBODY)
    chmodSync(open, 0o644)
    const config = `Host *\n IdentityFile ${open}\n IdentityFile ${good}\n IdentityFile ${keys}/gone\n IdentityFile ${ppk}\n`
    const seen = await look(await client(lab, config), FOUR.server)
    expect(said(seen)).toMatchObject({ 'key-file-ignored': 'likely' })
    expect(words(seen, 'key-file-ignored').split('\n')).toEqual([
      `${open} (/etc/ssh/ssh_config line 2): its mode 0644 lets others read it`,
      `${keys}/gone (/etc/ssh/ssh_config line 4): it does not exist`,
      `${ppk} (/etc/ssh/ssh_config line 5): it is a key of PuTTY's, which ssh cannot read`,
    ])
    expect(finding(seen, 'key-file-ignored')).toMatchObject({ blocks: false, remedy: { commands: [`chmod 600 ${open}`] } })
    expect(seen.verdict?.cause).not.toBe('key-file-ignored')
  })

  test('an agent that is gone, one without keys, one that is locked, one with keys', async () => {
    await using lab = await Lab.build()
    const folder = place(lab, 'agent')
    const socket = join(folder, 'socket')
    const program = await client(lab, 'Host *\n', { env: { SSH_AUTH_SOCK: socket } })
    const gone = await look(program, FOUR.server)
    expect(finding(gone, 'agent-not-usable')).toMatchObject({ certainty: 'likely', blocks: false })
    expect(finding(gone, 'agent-not-usable')?.text).toContain('no socket stands there')
    const agent = lab.start('client', ['setpriv', '--reuid', String(NOBODY), '--clear-groups', 'ssh-agent', '-D', '-a', socket])
    await agent.says(/SSH_AUTH_SOCK/)
    expect(finding(await look(program, FOUR.server), 'agent-not-usable')).toMatchObject({ certainty: 'possible' })
    const key = join(folder, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ann', '-f', key])
    chownSync(key, NOBODY, NOBODY)
    expect((await program.runOther(['ssh-add', key])).code).toBe(0)
    const held = await look(program, FOUR.server)
    expect(finding(held, 'agent-not-usable')).toBeUndefined()
    const print = (await program.runOther(['ssh-keygen', '-lf', key])).stdout.split(' ')[1] ?? ''
    expect(held.client).toContainEqual({ what: 'agent', text: `ssh-ed25519 ${print} ann` })
  })

  test('a control socket whose master is gone is no redirection; one whose master hangs is', async () => {
    await using lab = await Lab.build()
    const path = join(place(lab, 'master'), 'socket')
    const program = await client(lab, `Host *\n ControlPath ${path}\n`)
    await program.runOther(['python3', '-c', `import socket; socket.socket(socket.AF_UNIX).bind("${path}")`])
    const stale = await look(program, FOUR.server)
    expect(stale.client).toContainEqual({ what: 'master', text: `the control socket ${path}: nobody listens at it any more` })
    expect(said(stale)).not.toHaveProperty('client-config-redirects')
    await program.runOther(['rm', path])
    const hangs = `import socket,os,time; s=socket.socket(socket.AF_UNIX); s.bind("${path}"); os.chmod("${path}",0o777); s.listen(5); print("ready",flush=True); time.sleep(60)`
    await lab.start('client', ['python3', '-c', hangs]).says(/ready/)
    const hung = await look(program, FOUR.server)
    expect(hung.verdict).toEqual({ cause: 'client-config-redirects', certainty: 'likely' })
    expect(hung.summary.meaning).toContain('does not answer')
  })

  test('a general line before one for the host', async () => {
    await using lab = await Lab.build()
    const program = await client(lab, `Host *\n User root\nHost ${FOUR.server}\n User ann\n`)
    const seen = await look(program, FOUR.server)
    expect(words(seen, 'client-config-shadowed')).toBe(
      'User root (/etc/ssh/ssh_config line 2) goes before ann (/etc/ssh/ssh_config line 4)',
    )
  })
})
