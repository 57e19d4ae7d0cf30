import fc from 'fast-check'
import type { Because } from '../../src/model/cause.ts'
import type { AddressDiagnosis, Diagnosis, Finding, Rung } from '../../src/model/diagnosis.ts'
import { LAYERS } from '../../src/model/layer.ts'
import type { Answer } from '../../src/model/observation.ts'

/** Random documents: any text where text may stand, as no one knows what a peer or a configuration will bring. */
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.lorem({ maxCount: 30 }),
  fc.string({
    unit: fc.constantFrom('中', '文', '🙂', 'é', 'e\u0301', '\u001b', '\u009b', '\u202e', ' ', 'a', '"', "'", '\\'),
    maxLength: 300,
  }),
  fc.stringMatching(/^[a-z]{81,120}$/),
)
const number = fc.nat(100_000)
const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null })
const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(one, { maxLength: 5 })

const because: fc.Arbitrary<Because> = fc.record({ text, from: fc.record({ evidence: number }) })
const decide = fc.record({ where: fc.constantFrom('here', 'server', 'cloud', 'router', 'elsewhere'), command: text, tells: text })
const remedy = fc.record({ text, commands: few(text) })
const verdict = fc.record({ cause: fc.constantFrom('a', 'b', 'c'), certainty: fc.constantFrom('proven', 'likely', 'possible') })
const rung: fc.Arbitrary<Rung> = fc.record({
  layer: fc.constantFrom(...LAYERS),
  state: fc.constantFrom('passes', 'blocks', 'unknown', 'not-tested'),
  because: text,
})
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant({ kind: 'rst' } as const),
  fc.record({ kind: fc.constant('unknown'), why: text }),
  fc.record({ kind: fc.constant('icmp'), type: fc.nat(255), code: fc.nat(255), from: fc.string({ unit: 'binary', maxLength: 50 }) }),
)
const outcome = fc.constantFrom('open', 'refused', 'unreachable', 'timed-out', 'local-error', 'not-tried')
const ssh = fc.record({
  reached: fc.constantFrom('nothing', 'foreign', 'identification', 'kexinit', 'host-key'),
  ended: fc.constantFrom('by-us', 'closed', 'reset', 'silent', 'endless', 'garbled'),
  ms: number,
  identification: orNull(text),
  software: orNull(text),
  before: text,
  offer: orNull(
    fc.record({
      kex: few(text),
      hostKey: few(text),
      ciphersToServer: few(text),
      ciphersToClient: few(text),
      macsToServer: few(text),
      macsToClient: few(text),
      compressionToServer: few(text),
      compressionToClient: few(text),
    }),
  ),
  hostKeys: few(
    fc.record({
      type: text,
      sha256: text,
      signature: fc.constantFrom('verified', 'wrong', 'unknown'),
      known: orNull(fc.constantFrom('match', 'changed', 'other-type', 'revoked', 'unknown')),
    }),
  ),
})
const login = fc.record({
  reached: fc.constantFrom('not-tried', 'nothing', 'connected', 'key-exchange', 'methods', 'partial', 'authenticated'),
  why: orNull(text),
  user: text,
  by: orNull(text),
  methods: few(text),
  done: few(text),
  keys: few(
    fc.record({
      type: text,
      sha256: text,
      name: text,
      from: fc.constantFrom('agent', 'file', 'explicit'),
      fate: fc.constantFrom('refused', 'accepted', 'not-signed', 'locked', 'not-offered'),
    }),
  ),
  said: few(text),
  banner: few(text),
})
const address: fc.Arbitrary<AddressDiagnosis> = fc.record({
  address: text,
  family: fc.constantFrom(4, 6, null),
  source: orNull(text),
  outcome,
  errno: orNull(text),
  ms: number,
  syns: number,
  answer,
  ssh: orNull(ssh),
  path: few(rung),
  verdict: orNull(verdict),
})
const compared = fc.record({
  source: orNull(text),
  host: orNull(text),
  address: text,
  port: fc.integer({ min: 1, max: 65535 }),
  outcome,
  errno: orNull(text),
  ms: number,
  answer: fc.constant({ kind: 'rst' } as const),
  identification: orNull(text),
})
const path: fc.Arbitrary<Diagnosis['paths'][number]> = fc.record({
  address: text,
  port: fc.integer({ min: 1, max: 65535 }),
  role: fc.constantFrom('asked', 'control'),
  tries: few(fc.record({ ttl: fc.nat(255), answer: fc.constant({ kind: 'none' } as const), ms: number })),
})
const finding: fc.Arbitrary<Finding> = fc.record({
  cause: fc.oneof(fc.constantFrom('a', 'b', 'c'), text),
  layer: fc.constantFrom(...LAYERS),
  certainty: fc.constantFrom('proven', 'likely', 'possible', 'excluded', 'unknown'),
  blocks: fc.boolean(),
  addresses: few(text),
  refines: orNull(text),
  causedBy: orNull(text),
  text,
  because: few(because),
  against: few(because),
  remedy: orNull(remedy),
  decide: orNull(decide),
})

export const documents: fc.Arbitrary<Diagnosis> = fc.record({
  schema: fc.constant(1),
  version: text,
  vantage: fc.record({ name: text }),
  startedAt: text,
  ms: number,
  target: fc.record({
    input: text,
    host: text,
    port: number,
    user: orNull(text),
    resolvedBy: fc.constantFrom('ssh -G', 'literal'),
    via: few(text),
    proxyCommand: fc.boolean(),
    family: fc.constantFrom('any', 'inet', 'inet6'),
    bindAddress: orNull(text),
    bindInterface: orNull(text),
    changed: few(fc.record({ keyword: text, typed: text, resolved: text, file: text, line: number })),
    matchExec: fc.boolean(),
  }),
  connections: fc.record({ syns: number, sshd: number }),
  contacted: few(text),
  summary: fc.record({ happened: text, meaning: orNull(text) }),
  addresses: few(address),
  client: few(fc.record({ what: fc.constantFrom('agent', 'key', 'ssh_config', 'master', 'interface', 'rule', 'firewall'), text })),
  contrast: few(
    fc.record({
      address: text,
      port: number,
      role: fc.constantFrom('asked', 'control', 'service', 'ssh-port'),
      outcome,
      errno: orNull(text),
      ms: number,
      answer,
      identification: orNull(text),
    }),
  ),
  sources: few(compared),
  egress: few(compared),
  paths: few(path),
  login: orNull(login),
  message: orNull(fc.record({ program: text, id: text, text })),
  hops: fc.constant([]),
  findings: few(finding),
  contradictions: few(text),
  unread: few(fc.record({ what: text, why: text })),
  next: few(decide),
  verdict: orNull(verdict),
  reached: orNull(fc.constantFrom(...LAYERS)),
  works: fc.constantFrom(true, false, null),
})
