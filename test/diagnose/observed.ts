import type {
  Answer,
  Capture,
  Evidence,
  LoginEvidence,
  Observation,
  OfferedKey,
  PathEvidence,
  SshEvidence,
  TcpEvidence,
} from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'

/** An observation of one target, written down shortly. The program itself makes such documents by `--record`. */
export function observed(
  evidence: readonly Evidence[],
  more: { readonly target?: Partial<Target>; readonly captures?: readonly Capture[] } = {},
): Observation {
  return {
    schema: 1,
    version: '0.0.0',
    vantage: { name: 'here' },
    target: {
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
      ...more.target,
    },
    startedAt: '2026-11-22T03:00:00.000Z',
    ms: 40,
    connections: { syns: 1, sshd: 0 },
    evidence,
    captures: [
      {
        side: 'client',
        source: 'client-addresses',
        command: 'getifaddrs',
        code: 0,
        out: 'lo 127.0.0.1/8\neth0 10.0.0.9/24\neth0 fd00::9/64',
        cut: false,
      },
      ...(more.captures ?? []),
    ],
    unseen: [],
  }
}

export const ADDRESS = '10.9.0.5'

export function name(...addresses: readonly string[]): Evidence {
  return {
    probe: 'name',
    at: 0,
    name: 'db1',
    resolver: 'system',
    outcome: 'answer',
    addresses: addresses.length > 0 ? addresses : [ADDRESS],
    us: 300,
  }
}

export function route(address = ADDRESS): Evidence {
  const source = address.includes(':') ? 'fd00::9' : '10.0.0.9'
  return { probe: 'route', at: 1, address, type: 'unicast', source, device: 'eth0', gateway: '10.0.0.1', prefix: '10.9.0.0/16' }
}

type Seen =
  | 'open'
  | 'rst'
  | 'silent'
  | { readonly icmp: readonly [number, number]; readonly from: string; readonly errno?: string; readonly us?: number }
  | { readonly local: string }

const ROLE = { 22: 'asked', 80: 'service', 443: 'service', 2222: 'ssh-port' } as const

/** connect() to a port and what the wire answered. Port 61001 stands for the control port. */
export function tcp(port: number, seen: Seen, address = ADDRESS): TcpEvidence {
  const base = {
    probe: 'tcp' as const,
    at: 2,
    role: ROLE[port as 22] ?? ('control' as const),
    address,
    port,
    us: 400,
    syns: 1,
    left: 'yes' as const,
    source: address.includes(':') ? 'fd00::9' : '10.0.0.9',
  }
  if (seen === 'open') return { ...base, outcome: 'open', answer: { kind: 'syn-ack' } }
  if (seen === 'rst') return { ...base, outcome: 'refused', errno: 'ECONNREFUSED', answer: { kind: 'rst' } }
  if (seen === 'silent')
    return { ...base, outcome: 'timed-out', errno: 'ETIMEDOUT', us: 4_000_000, syns: 3, left: 'unknown', answer: { kind: 'none' } }
  if ('local' in seen)
    return { ...base, outcome: 'local-error', errno: seen.local, stage: 'connect', us: 20, syns: 0, left: 'no', answer: { kind: 'none' } }
  const answer: Answer = { kind: 'icmp', type: seen.icmp[0], code: seen.icmp[1], from: seen.from, ttl: 63 }
  const errno = seen.errno ?? (seen.icmp[1] === 3 ? 'ECONNREFUSED' : 'EHOSTUNREACH')
  // As the engine says it: an ICMP error from the own source address means that nothing left.
  const left = seen.from === base.source ? 'no' : 'yes'
  return { ...base, left, outcome: errno === 'ECONNREFUSED' ? 'refused' : 'unreachable', errno, us: seen.us ?? 400, answer }
}

export function ssh(said: Partial<SshEvidence> & { readonly port?: number } = {}, address = ADDRESS): SshEvidence {
  const port = said.port ?? 22
  const identification =
    said.reached === undefined || said.reached === 'identification' ? { identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10' } : {}
  return {
    probe: 'ssh',
    at: 3,
    role: port === 22 ? 'asked' : 'ssh-port',
    address,
    port,
    reached: 'identification',
    ended: 'by-us',
    us: 2000,
    before: '',
    bytes: 42,
    ...(said.reached === 'nothing' ? {} : { firstUs: 900 }),
    ...identification,
    ...said,
  }
}

export const key = (fate: OfferedKey['fate'], more: Partial<OfferedKey> = {}): OfferedKey => ({
  type: 'ED25519',
  sha256: 'SHA256:KnJdjnyDoZGw22Si4Hu9y05Wf/sIShR4cbkqXpkquKQ',
  name: '/home/ann/.ssh/id_ed25519',
  from: 'file',
  fate,
  ...more,
})

export function login(said: Partial<LoginEvidence> = {}): LoginEvidence {
  return {
    probe: 'login',
    at: 9,
    address: ADDRESS,
    reached: 'methods',
    user: 'ann',
    methods: ['publickey'],
    done: [],
    keys: [key('refused')],
    said: [],
    code: 255,
    us: 90_000,
    ...said,
  }
}

/** What SYNs with 1, 2, 3… hops to live met: a router's address, `rst`, `none`, or null for a TTL that was not tried. */
export function path(port: number, met: readonly (string | null)[], address = ADDRESS): PathEvidence {
  const answer = (one: string): Answer => {
    if (one === 'rst' || one === 'none' || one === 'syn-ack') return { kind: one }
    return address.includes(':') ? { kind: 'icmp', type: 3, code: 0, from: one } : { kind: 'icmp', type: 11, code: 0, from: one }
  }
  const tries = met.flatMap((one, index) => (one === null ? [] : [{ ttl: index + 1, answer: answer(one), us: 300 }]))
  return { probe: 'path', at: 5, role: port === 22 ? 'asked' : 'control', address, port, tries, syns: tries.length }
}

/** The asked port from another source of this machine. */
export function also(source: string, seen: Seen, address = ADDRESS): readonly Evidence[] {
  const way: Evidence = { ...(route(address) as Extract<Evidence, { probe: 'route' }>), from: source }
  return [way, { ...tcp(22, seen, address), role: 'also', source }]
}

/** A port of another host. */
export function egress(port: number, seen: Seen, host = 'forge.example'): TcpEvidence {
  return { ...tcp(port, seen, '198.51.100.99'), role: 'egress', host }
}
