import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnoseWords } from '../../src/diagnose/words.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Observation } from '../../src/model/observation.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { FORMS } from '../../src/ssh/messages/forms/all.ts'
import { readLog } from '../../src/ssh/messages/log.ts'
import { MEANINGS } from '../../src/ssh/messages/meanings/all.ts'
import { namedTarget } from '../../src/ssh/messages/named-target.ts'
import { observed } from './observed.ts'

/** As the command does it: the words are evidence, and nobody looked. */
function words(text: string): Observation {
  const { messages } = readLog(text)
  const evidence = messages.map(({ program, id, text: said }) => ({ at: 0, probe: 'message' as const, program, id, text: said }))
  return { ...observed(evidence), target: namedTarget(messages), captures: [] }
}

const judged = (text: string): Diagnosis => diagnoseWords(words(text), '0.0.0')
const of = (document: Diagnosis, certainty: string): readonly string[] =>
  document.findings.filter((one) => one.certainty === certainty).map(({ cause }) => cause)

interface Row {
  readonly text: string
  readonly verdict: string | null
  readonly likely?: readonly string[]
  readonly possible?: readonly string[]
  readonly excluded?: readonly string[]
  /** Neither likely nor possible nor excluded: the words do not speak of it. */
  readonly silent?: readonly string[]
}

const CLOUD = ['aws-security-group', 'azure-nsg', 'gcp-firewall', 'aws-network-acl']

const ROWS: readonly Row[] = [
  {
    text: 'ssh: connect to host db1 port 22: Connection refused',
    verdict: 'sshd-stopped',
    likely: [],
    possible: ['sshd-stopped', 'firewall-rejects', 'firewall-resets', 'router-rejects', 'address-banned'],
    excluded: [...CLOUD, 'firewall-drops', 'host-down', 'max-startups'],
  },
  {
    text: 'ssh: connect to host db1 port 22: Connection timed out',
    verdict: 'firewall-drops',
    likely: [],
    possible: ['firewall-drops', 'host-down', 'sshd-stopped', ...CLOUD],
    excluded: ['max-startups', 'tcp-wrappers-deny', 'name-does-not-resolve'],
    // macOS and Windows tell a timeout where an ICMP error came, too.
    silent: ['routing-loop'],
  },
  {
    text: 'ssh: connect to host db1 port 22: No route to host',
    verdict: 'host-down',
    possible: ['host-down', 'firewall-rejects', 'router-rejects'],
    excluded: [...CLOUD, 'max-startups'],
  },
  {
    text: 'ssh: Could not resolve hostname db1: Name or service not known',
    verdict: 'name-does-not-resolve',
    likely: ['name-does-not-resolve'],
    excluded: ['firewall-drops', 'sshd-stopped', 'max-startups'],
  },
  {
    text: 'Unable to negotiate with 10.0.0.5 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
    verdict: 'no-common-algorithm',
    likely: ['no-common-algorithm'],
    excluded: ['sshd-stopped', 'firewall-drops', 'tcp-wrappers-deny'],
  },
  {
    text: '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    verdict: 'host-key-changed',
    likely: ['host-key-changed'],
    possible: ['name-resolves-elsewhere'],
  },
  {
    text: 'Host key verification failed.',
    verdict: 'host-key-not-known',
    likely: [],
    possible: ['host-key-not-known', 'host-key-changed'],
  },
  {
    text: 'Received disconnect from 10.0.0.5 port 22:2: Too many authentication failures',
    verdict: 'too-many-keys',
    likely: ['too-many-keys'],
  },
  { text: 'Bad owner or permissions on /home/ann/.ssh/config', verdict: 'client-config-broken', likely: ['client-config-broken'] },
  {
    text: 'ssh: connect to host bastion port 22: Connection refused\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
    verdict: 'jump-host-fails',
    likely: ['jump-host-fails'],
    // What connect() said there was about the jump host.
    silent: CLOUD,
  },
  {
    text: 'kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.0.0.5 port 22',
    verdict: 'max-startups',
    likely: [],
    possible: ['max-startups', 'tcp-wrappers-deny', 'not-sshd-on-the-port', 'sshd-child-fails'],
    excluded: ['firewall-drops', 'sshd-not-installed'],
  },
  {
    text: 'debug1: kex_exchange_identification: banner line 0: Exceeded MaxStartups\nkex_exchange_identification: Connection closed by remote host',
    verdict: 'max-startups',
    likely: ['max-startups'],
    excluded: ['per-source-penalty'],
  },
  {
    text: 'debug1: kex_exchange_identification: banner line 0: Not allowed at this time\nkex_exchange_identification: Connection closed by remote host',
    verdict: 'per-source-penalty',
    likely: [],
    possible: ['per-source-penalty', 'max-startups'],
  },
  { text: 'ann@db1: Permission denied (publickey).', verdict: 'no-accepted-key', likely: [], excluded: ['sshd-stopped', 'max-startups'] },
  {
    text: 'sign_and_send_pubkey: signing failed for ED25519 "k" from agent: agent refused operation\nann@db1: Permission denied (publickey).',
    verdict: 'agent-refuses',
    likely: ['agent-refuses'],
  },
  // It says the same of a refusal and of a host that cannot be reached.
  {
    text: 'Unable to connect to port 22 on 10.0.0.5',
    verdict: 'sshd-stopped',
    possible: ['sshd-stopped', 'host-down', 'router-rejects'],
    excluded: CLOUD,
  },
  // Nothing is told of connect(): nothing is excluded by it.
  {
    text: 'ssh: connect to host db1 port 22: Unknown error',
    verdict: 'sshd-stopped',
    possible: ['sshd-stopped', 'firewall-drops', 'host-down', ...CLOUD],
  },
  {
    text: 'PTY allocation request failed on channel 0',
    verdict: 'session-cannot-start',
    likely: ['session-cannot-start'],
    excluded: ['sshd-stopped'],
  },
  { text: 'Connection to db1 (10.0.0.5) 22 port [tcp/ssh] succeeded!', verdict: null },
  { text: 'Authenticated to db1 ([10.0.0.5]:22) using "publickey".', verdict: null },
]

describe('what words mean', () => {
  test.each(ROWS.map((row) => [row.text, row] as const))('%s', (_, row) => {
    const document = judged(row.text)
    expect(document.verdict?.cause ?? null).toBe(row.verdict)
    if (row.likely) expect(of(document, 'likely')).toEqual(row.likely)
    expect(of(document, 'possible')).toEqual(expect.arrayContaining([...(row.possible ?? [])]))
    expect(of(document, 'excluded')).toEqual(expect.arrayContaining([...(row.excluded ?? [])]))
    const named = document.findings.map(({ cause }) => cause)
    expect(named.filter((cause) => row.silent?.includes(cause))).toEqual([])
  })

  test('lines of the same attempt narrow what an ambiguous one leaves open', () => {
    const closed = 'Connection closed by 10.0.0.5 port 22'
    const before = of(judged(`debug1: Connection established.\n${closed}`), 'possible')
    expect(before).toContain('max-startups')
    const later = judged(`debug1: Connection established.\ndebug1: SSH2_MSG_NEWKEYS received\n${closed}`)
    expect(of(later, 'possible')).not.toContain('max-startups')
    expect(of(later, 'excluded')).toContain('max-startups')
  })

  test('a text that ends before a failure tells where it hangs', () => {
    const cut = judged(
      "debug1: Connecting to db1 [10.0.0.5] port 22.\ndebug1: Connection established.\ndebug1: Authenticating to db1:22 as 'ann'",
    )
    expect(cut.summary.happened).toBe('OpenSSH says that db1 greeted as an SSH server, and there the text ends')
    expect(of(cut, 'excluded')).not.toContain('logins-stall')
    expect(of(judged('debug1: Connecting to db1 [10.0.0.5] port 22.'), 'possible')).toContain('firewall-drops')
  })

  test('the next step is sshwhy itself, for the host that the words name', () => {
    expect(judged('ann@db1: Permission denied (publickey).').next[0]?.command).toBe('sshwhy ann@db1')
    expect(judged('ssh: connect to host fd00::5 port 2222: Connection refused').next[0]?.command).toBe('sshwhy -p 2222 fd00::5')
    const nameless = judged('Network error: Connection refused')
    expect(nameless.target).toBeNull()
    expect(nameless.next.every(({ command }) => !command.startsWith('sshwhy'))).toBe(true)
  })

  test('a message that this version does not know is told as such', () => {
    const evidence = [{ at: 0, probe: 'message' as const, program: 'nova', id: 'nova-9', text: 'zap' }]
    expect(diagnoseWords({ ...observed(evidence), captures: [] }, '0.0.0')).toMatchObject({
      verdict: null,
      findings: [],
      message: { id: 'nova-9' },
    })
  })
})

test('no words prove anything, and every finding stands on them', () => {
  const lines = FORMS.flat().map(({ form }) => form.source.replaceAll(/\\[bd]|\(\?<\w+>|[\\^$()]/g, ''))
  const log = fc.array(
    fc.oneof(
      fc.constantFrom(...ROWS.flatMap(({ text }) => text.split('\n'))),
      fc.constantFrom(...lines),
      fc.string({ unit: 'binary', maxLength: 80 }),
    ),
    {
      maxLength: 6,
    },
  )
  fc.assert(
    fc.property(log, (all) => {
      const observation = words(all.join('\n'))
      if (observation.evidence.length === 0) return
      const document = diagnoseWords(observation, '0.0.0')
      for (const { certainty, because } of document.findings) {
        if (certainty === 'proven' || because.length === 0) throw new Error('words prove nothing')
        for (const { from } of because) if (!('evidence' in from) || !observation.evidence[from.evidence]) throw new Error('quotes nothing')
      }
      const causes = document.findings.map(({ cause }) => cause)
      if (new Set(causes).size !== causes.length) throw new Error(`twice: ${causes.join(' ')}`)
      if (!isPrintable(JSON.stringify(document))) throw new Error('not printable')
    }),
    { numRuns: 3000 },
  )
}, 120_000)

test('a cause that a meaning names is not ruled out by it', () => {
  for (const { named = [], perhaps = [], also = [], never = [] } of MEANINGS.flat() as readonly (typeof MEANINGS)[number][number][]) {
    const holds = [...named, ...perhaps, ...also].map(({ cause }) => cause)
    for (const { causes } of never) expect(holds.filter((one) => causes.includes(one))).toEqual([])
  }
})
