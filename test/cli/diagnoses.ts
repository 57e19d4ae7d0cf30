import type { Because } from '../../src/model/cause.ts'
import type { AddressDiagnosis, Diagnosis, Finding, Rung } from '../../src/model/diagnosis.ts'
import type { Layer } from '../../src/model/layer.ts'
import { LAYERS } from '../../src/model/layer.ts'
import type { Target } from '../../src/model/target.ts'

/** Documents as the diagnosis makes them, for the cases that design/report drafts. */
const because = (text: string): Because => ({ text, from: { evidence: 0 } })

const target: Target = {
  input: 'ann@db1',
  host: 'db1',
  port: 22,
  user: 'ann',
  resolvedBy: 'ssh -G',
  via: [],
  proxyCommand: false,
  family: 'any',
  bindAddress: null,
  bindInterface: null,
  changed: [],
  matchExec: false,
}

/** The whole ladder: what is given, and not-tested for the rest. */
function path(rungs: Partial<Record<Layer, readonly [Rung['state'], string]>>): readonly Rung[] {
  return LAYERS.map((layer) => {
    const [state, text] = rungs[layer] ?? (['not-tested', 'not tested'] as const)
    return { layer, state, because: text }
  })
}

const refusedAddress: AddressDiagnosis = {
  address: '10.0.0.5',
  family: 4,
  source: '10.0.0.9',
  outcome: 'refused',
  errno: 'ECONNREFUSED',
  ms: 0.3,
  syns: 2,
  answer: { kind: 'rst' },
  ssh: null,
  path: path({
    name: ['passes', 'db1 → 10.0.0.5, fd00::5'],
    client: ['passes', 'from 10.0.0.9, direct'],
    network: ['passes', 'the host answers: port 80 is open, 0.3 ms'],
    firewall: ['unknown', '22 was answered by a RST: a closed port or a reset rule'],
    listener: ['blocks', 'nothing answers as SSH on 22; on 2222: OpenSSH 9.2 (Debian 12)'],
  }),
  verdict: { cause: 'sshd-on-another-port', certainty: 'likely' },
}

function finding(cause: string, layer: Layer, certainty: Finding['certainty'], text: string, ...reasons: readonly string[]): Finding {
  return {
    cause,
    layer,
    certainty,
    blocks: true,
    addresses: ['10.0.0.5'],
    refines: null,
    causedBy: null,
    text,
    because: reasons.map(because),
    against: [],
    remedy: null,
    decide: null,
  }
}

/** A diagnosis that names its host. */
type Aimed = Diagnosis & { readonly target: Target }

const base: Aimed = {
  schema: 1,
  version: '0.1.0',
  vantage: { name: 'here' },
  startedAt: '2026-11-22T03:01:12.345Z',
  ms: 51,
  target,
  connections: { syns: 3, sshd: 1 },
  contacted: ['10.0.0.5'],
  summary: { happened: '', meaning: null },
  addresses: [],
  client: [],
  login: null,
  message: null,
  contrast: [],
  sources: [],
  egress: [],
  paths: [],
  hops: [],
  findings: [],
  contradictions: [],
  unread: [],
  next: [],
  verdict: null,
  reached: null,
  works: null,
}

/** Refused on 22, and SSH on 2222. */
export const movedPort: Aimed = {
  ...base,
  target: { ...target, changed: [{ keyword: 'HostName', typed: 'db1', resolved: '10.0.0.5', file: '~/.ssh/config', line: 12 }] },
  summary: {
    happened: 'db1 (10.0.0.5) refuses port 22, and an SSH server answers on port 2222.',
    meaning: 'Most likely its sshd listens on 2222.',
  },
  addresses: [refusedAddress],
  contrast: [
    {
      address: '10.0.0.5',
      port: 80,
      role: 'service',
      outcome: 'open',
      errno: null,
      ms: 0.3,
      answer: { kind: 'syn-ack' },
      identification: null,
    },
    {
      address: '10.0.0.5',
      port: 2222,
      role: 'ssh-port',
      outcome: 'open',
      errno: null,
      ms: 0.4,
      answer: { kind: 'syn-ack' },
      identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    },
  ],
  findings: [
    {
      ...finding(
        'sshd-on-another-port',
        'listener',
        'likely',
        'sshd on db1 listens on port 2222, not on 22',
        'RST from 10.0.0.5 after 0.3 ms, twice; no ICMP',
        'port 2222: SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
      ),
      remedy: { text: 'name the port, or set it in ssh_config', commands: ['ssh -p 2222 ann@db1'] },
      decide: { where: 'server', command: "sudo ss -ltnp 'sport = :22'", tells: 'which process listens on port 22, and on which address' },
    },
    finding('firewall-resets', 'firewall', 'possible', 'a rule on db1 answers port 22 with a RST', 'RST from 10.0.0.5'),
    finding('aws-security-group', 'cloud', 'excluded', 'no security group drops this', 'they drop, and this was refused'),
    finding('aws-network-acl', 'cloud', 'excluded', 'no network ACL drops this', 'they drop, and this was refused'),
    finding('host-down', 'network', 'excluded', 'the host is up', '10.0.0.5 answered with a RST'),
    finding('router-rejects', 'network', 'unknown', 'a router rejects'),
  ],
  next: [{ where: 'server', command: "sudo ss -ltnp 'sport = :22'", tells: 'which process listens on port 22, and on which address' }],
  verdict: { cause: 'sshd-on-another-port', certainty: 'likely' },
  reached: 'network',
}

/** A router in between says no: proven from outside. */
export const router: Diagnosis = {
  ...base,
  summary: { happened: '10.0.0.1 forbids SSH to db1 (10.0.0.5): a firewall on the way, not the host.', meaning: null },
  addresses: [
    {
      ...refusedAddress,
      outcome: 'unreachable',
      errno: 'EHOSTUNREACH',
      answer: { kind: 'icmp', type: 3, code: 13, from: '10.0.0.1', ttl: 64 },
      path: path({
        name: ['passes', 'db1 → 10.0.0.5'],
        client: ['passes', 'from 10.0.0.9 by 10.0.0.1'],
        network: ['blocks', '10.0.0.1 answers ICMP 3/13 "communication administratively prohibited"'],
      }),
      verdict: { cause: 'router-rejects', certainty: 'proven' },
    },
  ],
  findings: [
    {
      ...finding(
        'router-rejects',
        'network',
        'proven',
        '10.0.0.1 forbids it',
        'ICMP 3/13 "communication administratively prohibited" from 10.0.0.1, which is neither the target nor this machine',
        'the host itself answers on port 80',
      ),
      remedy: {
        text: 'ask whoever runs 10.0.0.1 to allow TCP port 22 from 10.0.0.9 to 10.0.0.5; this writes that mail:',
        commands: ['sshwhy db1 --export ticket'],
      },
    },
  ],
  verdict: { cause: 'router-rejects', certainty: 'proven' },
  reached: 'client',
  connections: { syns: 2, sshd: 0 },
}

/** IPv6 refused, IPv4 fine. */
const families: Diagnosis = {
  ...base,
  summary: {
    happened: 'db1 refuses port 22 on fd00::5, and answers as SSH on 10.0.0.5.',
    meaning: 'Most likely sshd listens on IPv4 only.',
  },
  addresses: [
    {
      ...refusedAddress,
      address: 'fd00::5',
      family: 6,
      source: 'fd00::9',
      verdict: { cause: 'sshd-on-another-address', certainty: 'likely' },
    },
    {
      ...refusedAddress,
      outcome: 'open',
      errno: null,
      answer: { kind: 'syn-ack' },
      syns: 1,
      ssh: {
        reached: 'identification',
        ended: 'by-us',
        ms: 1.2,
        identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
        software: 'OpenSSH 9.2 (Debian 12)',
        before: '',
        offer: null,
        hostKeys: [],
      },
      verdict: null,
    },
  ],
  findings: [finding('sshd-on-another-address', 'listener', 'likely', 'sshd listens on IPv4 only', 'RST from fd00::5 after 0.3 ms')],
  verdict: { cause: 'sshd-on-another-address', certainty: 'likely' },
  reached: 'network',
}

/** Silent, and nobody can say why from here. */
const silent: Diagnosis = {
  ...base,
  ms: 4012,
  summary: { happened: 'db1 (10.0.0.5) does not answer on port 22, nor on any other port that was tried.', meaning: null },
  addresses: [
    {
      ...refusedAddress,
      outcome: 'timed-out',
      errno: 'ETIMEDOUT',
      ms: 4000,
      syns: 3,
      answer: { kind: 'none' },
      path: path({
        name: ['passes', 'db1 → 10.0.0.5'],
        client: ['passes', 'from 10.0.0.9 by 10.0.0.1'],
        network: ['unknown', 'silent for 4.0 s'],
      }),
      verdict: null,
    },
  ],
  findings: [
    finding('host-down', 'network', 'possible', 'db1 is down', 'every port is silent'),
    finding('firewall-drops', 'firewall', 'possible', 'a firewall drops what goes to db1', 'every port is silent'),
    finding('path-drops-packets', 'network', 'possible', 'something on the way drops the packets', 'every port is silent'),
  ],
  unread: [{ what: 'the error queue of sockets', why: 'there are no direct system calls on darwin arm64' }],
  next: [
    { where: 'server', command: "sudo tcpdump -ni any 'host 10.0.0.9 and tcp port 22'", tells: 'whether the SYN arrives at the server' },
  ],
  reached: 'client',
  connections: { syns: 7, sshd: 0 },
}

export const working: Diagnosis = {
  ...base,
  ms: 41,
  summary: { happened: 'db1 (10.0.0.5) answers on port 22: OpenSSH 9.2 (Debian 12)', meaning: null },
  addresses: families.addresses.slice(1),
  findings: [finding('host-down', 'network', 'excluded', 'the host is up', '10.0.0.5 answered')],
  reached: 'wrappers',
  connections: { syns: 1, sshd: 1 },
}

/** All that a peer, a resolver or a configuration could smuggle in. */
export const EVIL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\u202egnp.exe\u2066\u200b\u0000\u007f'

export const hostile: Diagnosis = {
  ...movedPort,
  target: {
    ...movedPort.target,
    input: EVIL,
    host: `db1${EVIL}`,
    user: EVIL,
    changed: [{ keyword: EVIL, typed: EVIL, resolved: EVIL, file: EVIL, line: 1 }],
  },
  summary: { happened: `db1${EVIL} refuses`, meaning: EVIL },
  addresses: [
    { ...refusedAddress, address: EVIL, source: EVIL, errno: EVIL, path: path({ name: ['passes', EVIL], listener: ['blocks', EVIL] }) },
    {
      ...refusedAddress,
      outcome: 'open',
      ssh: {
        reached: 'identification',
        ended: 'closed',
        ms: 1,
        identification: EVIL,
        software: null,
        before: EVIL,
        offer: null,
        hostKeys: [],
      },
    },
  ],
  contrast: movedPort.contrast.map((one) => ({ ...one, identification: EVIL })),
  findings: [
    {
      ...finding('sshd-on-another-port', 'listener', 'likely', EVIL, EVIL),
      against: [because(EVIL)],
      remedy: { text: EVIL, commands: [EVIL] },
      decide: { where: 'server', command: EVIL, tells: EVIL },
    },
    finding(EVIL, 'firewall', 'possible', EVIL, EVIL),
    finding(EVIL, 'firewall', 'proven', EVIL, EVIL),
    finding(EVIL, 'firewall', 'excluded', EVIL, EVIL),
  ],
  contradictions: [EVIL],
  unread: [{ what: EVIL, why: EVIL }],
  next: [{ where: 'here', command: EVIL, tells: EVIL }],
}

export const CASES: Readonly<Record<string, Diagnosis>> = { movedPort, router, families, silent, working }
