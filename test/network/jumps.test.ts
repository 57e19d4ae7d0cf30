import { describe, expect, test } from 'vitest'
import { unprintable } from '../../lab/score/unprintable.ts'
import { playJumps, type JumpScene } from './jumps.ts'
import { labMissing } from './needs.ts'

interface Jump extends JumpScene {
  readonly name: string
  readonly family?: 4 | 6
  /** Index of the jump host at which it ends; null: all let us through. */
  readonly fails: number | null
  /** How many jump hosts were looked at. */
  readonly hops: number
  /** Verdicts that are right: the cause and its certainty; null: none. */
  readonly verdict: readonly (string | null)[]
  readonly code: 0 | 1
  /** What the system's ssh says. */
  readonly ssh: RegExp
  /** What the first lines of the report say. */
  readonly says: RegExp
}

const drop = (address: string): string => `iptables -I OUTPUT -p tcp -d ${address} --dport 22 -j DROP`

const JUMPS: readonly Jump[] = [
  {
    name: 'three jump hosts, all well',
    fails: null,
    hops: 3,
    verdict: [null],
    code: 0,
    ssh: /^works$/,
    says: /^✓ SSH to \S+ works: .*key accepted for root/,
  },
  {
    name: 'three jump hosts, all well, by IPv6',
    family: 6,
    fails: null,
    hops: 3,
    verdict: [null],
    code: 0,
    ssh: /^works$/,
    says: /^✓ SSH to \S+ works: .*key accepted for root/,
  },
  {
    name: 'the jump hosts are typed',
    words: ['-J', 'bastion,inner,deep'],
    fails: null,
    hops: 3,
    verdict: [null],
    code: 0,
    ssh: /^works$/,
    says: /^✓ SSH to \S+ works: .*key accepted for root/,
  },
  {
    name: 'the first refuses',
    sshd: { bastion: null },
    fails: 0,
    hops: 1,
    verdict: ['jump-host-fails likely', 'jump-host-fails possible'],
    code: 1,
    ssh: /Connection refused/,
    says: /At the jump host bastion \(1 of 3\).*refuses port 22/s,
  },
  {
    name: 'the first is silent',
    sh: { router: (net) => `${net.iptables} -A INPUT -p tcp --dport 22 -j DROP` },
    fails: 0,
    hops: 1,
    verdict: ['jump-host-fails likely', 'jump-host-fails possible'],
    code: 1,
    ssh: /timed out/,
    says: /At the jump host bastion \(1 of 3\).*packets vanish/s,
  },
  {
    name: 'the first is rejected on the way out of this machine: proven, as for itself',
    sh: { client: (net) => `${net.iptables} -A OUTPUT -p tcp --dport 22 -j REJECT --reject-with icmp-admin-prohibited` },
    fails: 0,
    hops: 1,
    verdict: ['jump-host-fails proven'],
    code: 1,
    ssh: /No route to host|Permission denied/,
    says: /At the jump host bastion \(1 of 3\).*this machine itself answers/s,
  },
  {
    name: 'the first has no address',
    config: () => 'Host bastion\n  HostName bastion.invalid',
    fails: 0,
    hops: 1,
    verdict: ['jump-host-fails proven'],
    code: 1,
    ssh: /Could not resolve hostname/,
    says: /At the jump host bastion \(1 of 3\).*has no address/s,
  },
  {
    name: 'the first has too many connections',
    sshd: { bastion: ['MaxStartups 1:100:1'] },
    sh: { client: (net) => `bash -c 'exec 3<>/dev/tcp/${net.router}/22; sleep 60' >/dev/null 2>&1 & sleep 0.5` },
    fails: 0,
    hops: 1,
    verdict: ['jump-host-fails proven'],
    code: 1,
    ssh: /Exceeded MaxStartups|Connection closed|Connection reset|kex_exchange_identification/,
    says: /At the jump host bastion \(1 of 3\)/,
  },
  {
    name: 'the second refuses',
    sshd: { inner: null },
    fails: 1,
    hops: 2,
    verdict: ['jump-host-fails possible'],
    code: 1,
    ssh: /open failed: connect failed: Connection refused/,
    says: /At the jump host inner \(2 of 3\): bastion cannot connect to \S+ port 22: connection refused/,
  },
  {
    name: 'the second is silent',
    sh: { router: (net) => drop(net.server) },
    fails: 1,
    hops: 2,
    verdict: ['jump-host-fails possible', 'jump-host-fails likely'],
    code: 1,
    ssh: /timed out|Connection closed/,
    says: /At the jump host inner \(2 of 3\): bastion gets no answer/,
  },
  {
    name: 'the second cannot be reached from the first',
    sh: { router: (net) => `ip route add unreachable ${net.server}/32` },
    fails: 1,
    hops: 2,
    verdict: ['jump-host-fails possible', 'jump-host-fails likely', null],
    code: 1,
    // A connect() that fails at once: sshd does not tell its errno.
    ssh: /open failed: connect failed: open failed/,
    says: /At the jump host inner \(2 of 3\): \S+ was not tried: bastion says: connect failed/,
  },
  {
    name: 'the second has no address where the first looks',
    config: () => 'Host inner\n  HostName inner.invalid\n  HostKeyAlias inner',
    fails: 1,
    hops: 2,
    verdict: ['jump-host-fails likely'],
    code: 1,
    ssh: /open failed: connect failed: /,
    says: /At the jump host inner \(2 of 3\): bastion finds no address for inner\.invalid/,
  },
  {
    name: 'the first forbids to connect on',
    sshd: { bastion: ['AllowTcpForwarding no'] },
    fails: 0,
    hops: 2,
    verdict: ['jump-host-fails likely'],
    code: 1,
    ssh: /open failed: administratively prohibited/,
    says: /At the jump host bastion \(1 of 3\)/,
  },
  {
    name: 'the second permits another host only',
    sshd: { inner: ['PermitOpen 192.0.2.77:22'] },
    fails: 1,
    hops: 3,
    verdict: ['jump-host-fails likely'],
    code: 1,
    ssh: /open failed: administratively prohibited/,
    says: /At the jump host inner \(2 of 3\)/,
  },
  {
    name: 'the third refuses',
    sshd: { deep: null },
    fails: 2,
    hops: 3,
    verdict: ['jump-host-fails possible'],
    code: 1,
    ssh: /open failed: connect failed: Connection refused/,
    says: /At the jump host deep \(3 of 3\): inner cannot connect to \S+ port 22: connection refused/,
  },
  {
    name: 'the third is another service',
    sshd: { deep: null },
    sh: {
      server: (net) =>
        `nohup sh -c 'while :; do printf "220 mail.example.org ESMTP\\r\\n" | nc -l -p 22 -s ${net.server2} -q 1 || sleep 0.2; done' >/dev/null 2>&1 & sleep 0.5`,
    },
    fails: 2,
    hops: 3,
    verdict: ['jump-host-fails proven', 'jump-host-fails likely'],
    code: 1,
    ssh: /Connection closed|kex_exchange_identification|banner/,
    says: /At the jump host deep \(3 of 3\)/,
  },
  {
    name: 'the target refuses, behind three that are well',
    sshd: { target: null },
    fails: null,
    hops: 3,
    verdict: ['sshd-stopped possible', 'firewall-rejects possible'],
    code: 1,
    ssh: /open failed: connect failed: Connection refused/,
    says: /deep cannot connect to \S+ port 2222: connection refused/,
  },
  {
    name: 'the target is silent, behind three that are well',
    sh: { server: () => 'iptables -A INPUT -p tcp --dport 2222 -j DROP' },
    fails: null,
    hops: 3,
    verdict: ['host-down possible', 'firewall-drops possible', 'path-drops-packets possible'],
    code: 1,
    ssh: /timed out|Connection closed/,
    says: /deep gets no answer/,
  },
  {
    name: 'a key with a passphrase: nobody can know',
    passphrase: 'secret',
    fails: 0,
    hops: 1,
    verdict: [null],
    code: 1,
    ssh: /Permission denied \(publickey/,
    says: /At the jump host bastion \(1 of 3\)/,
  },
  {
    name: 'a second factor at the second: nobody can know',
    sshd: { inner: ['AuthenticationMethods publickey,password'] },
    fails: 1,
    hops: 2,
    verdict: [null, 'jump-host-fails possible', 'jump-host-fails likely'],
    code: 1,
    ssh: /Permission denied/,
    says: /At the jump host inner \(2 of 3\)/,
  },
  {
    name: 'a host key that is not known, at the second: ssh would ask',
    unknown: ['inner'],
    fails: 1,
    hops: 2,
    verdict: [null, 'jump-host-fails possible', 'jump-host-fails likely'],
    code: 1,
    ssh: /Host key verification failed/,
    says: /At the jump host inner \(2 of 3\)/,
  },
  {
    name: 'the second takes another user only',
    sshd: { inner: ['AllowUsers somebody'] },
    fails: 1,
    hops: 2,
    verdict: ['jump-host-fails possible', 'jump-host-fails likely'],
    code: 1,
    ssh: /Permission denied/,
    says: /At the jump host inner \(2 of 3\)/,
  },
  {
    name: 'a ProxyCommand that connects',
    way: 'ProxyCommand ssh -W %h:%p deep\nHost deep\n  ProxyJump bastion',
    fails: null,
    hops: 0,
    verdict: [null],
    code: 0,
    ssh: /^works$/,
    says: /^✓ SSH to \S+ works: .*key accepted for root/,
  },
  {
    name: 'a ProxyCommand that fails',
    way: 'ProxyCommand sh -c "echo no way >&2; exit 3"',
    fails: null,
    hops: 0,
    verdict: ['jump-host-fails likely'],
    code: 1,
    ssh: /no way/,
    says: /the ProxyCommand \(sh\) gives no connection to \S+: no way/,
  },
  {
    name: 'a ProxyCommand of a broker that is not here',
    way: 'ProxyCommand cloudflared access ssh --hostname %h',
    fails: null,
    hops: 0,
    verdict: ['brokered-ssh-in-the-way likely'],
    code: 1,
    ssh: /cloudflared/,
    says: /the ProxyCommand \(cloudflared\) gives no connection/,
  },
  {
    name: 'a ProxyCommand that connects to a closed port',
    way: 'ProxyCommand nc -v -w 3 127.0.0.1 1',
    fails: null,
    hops: 0,
    verdict: ['jump-host-fails likely', 'sshd-stopped possible'],
    code: 1,
    ssh: /refused/,
    says: /ProxyCommand cannot connect to \S+ port 2222: connection refused/,
  },
]

describe.skipIf(labMissing() !== undefined)('jump hosts and ProxyCommand', { concurrent: true }, () => {
  test.each(JUMPS)('$name', async ({ family = 4, fails, hops, verdict, code, ssh, says, ...scene }) => {
    const played = await playJumps(scene, family)
    expect(played.ssh, 'what ssh itself says').toMatch(ssh)
    const { seen } = played
    const said = seen.verdict && `${seen.verdict.cause} ${seen.verdict.certainty}`
    expect(verdict, played.report).toContain(said)
    expect(played.code).toBe(code)
    expect(seen.hops).toHaveLength(hops)
    const passed = seen.hops.map((hop) => hop.verdict === null && hop.login?.reached === 'authenticated')
    expect(passed.findIndex((one) => !one)).toBe(fails ?? -1)
    expect(played.report.replaceAll(/\n +/g, ' ')).toMatch(says)
    expect(played.over).toEqual([])
    expect(unprintable(seen)).toEqual([])
  })
})
