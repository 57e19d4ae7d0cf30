import * as v from 'valibot'
import type { Observation } from '../../model/observation.ts'
import { address } from './address.ts'
import { kexOffer } from './kex-offer.ts'
import { target } from './target.ts'
import { block, byte, instant, milliseconds, natural, port, text } from './text.ts'

export const outcome = v.pipe(
  v.picklist(['open', 'refused', 'unreachable', 'timed-out', 'local-error', 'not-tried']),
  v.description('Of connect() alone.'),
)
export const role = v.pipe(
  v.picklist(['asked', 'also', 'control', 'service', 'ssh-port', 'egress']),
  v.description('Why the port was tried.'),
)

export const answer = v.pipe(
  v.variant('kind', [
    v.object({ kind: v.literal('syn-ack') }),
    v.object({ kind: v.literal('rst') }),
    v.object({ kind: v.literal('none') }),
    v.object({ kind: v.literal('unknown'), why: text }),
    v.object({ kind: v.literal('icmp'), type: byte, code: byte, from: address, ttl: v.exactOptional(byte) }),
  ]),
  v.description('What the wire did; icmp has type, code, from (who sent it) and ttl, unknown has why.'),
)

/** An address, or the name of a host that somebody else looks up. */
const place = v.union([address, v.pipe(text, v.regex(/^[^\s\p{Cc}]{1,255}$/u))])

const name = v.object({
  at: milliseconds,
  probe: v.literal('name'),
  name: text,
  resolver: v.picklist(['system', 'literal', 'beyond']),
  outcome: v.picklist(['answer', 'no-address', 'failed', 'timed-out']),
  error: v.exactOptional(text),
  addresses: v.pipe(v.array(place), v.maxLength(256)),
  us: milliseconds,
})

const nameServer = v.object({
  at: milliseconds,
  probe: v.literal('name-server'),
  server: address,
  port,
  from: text,
  name: text,
  type: v.picklist(['A', 'AAAA', 'SSHFP']),
  outcome: v.picklist(['answer', 'no-data', 'nxdomain', 'servfail', 'refused', 'other', 'silent', 'unreachable', 'garbled']),
  rcode: v.exactOptional(natural),
  errno: v.exactOptional(text),
  addresses: v.pipe(v.array(address), v.maxLength(256)),
  canonical: v.exactOptional(text),
  authentic: v.exactOptional(v.boolean()),
  fingerprints: v.exactOptional(
    v.pipe(v.array(v.object({ algorithm: byte, hash: byte, hex: v.pipe(text, v.regex(/^([0-9a-f]{2})*$/)) })), v.maxLength(256)),
  ),
  us: milliseconds,
})

const route = v.object({
  at: milliseconds,
  probe: v.literal('route'),
  address,
  type: v.picklist(['unicast', 'local', 'broadcast', 'multicast', 'unreachable', 'prohibit', 'blackhole', 'throw', 'none', 'unknown']),
  errno: v.exactOptional(text),
  source: v.exactOptional(address),
  from: v.exactOptional(address),
  device: v.exactOptional(text),
  gateway: v.exactOptional(address),
  prefix: v.exactOptional(text),
  hopLimit: v.exactOptional(byte),
})

const tcp = v.object({
  at: milliseconds,
  probe: v.literal('tcp'),
  role,
  address: place,
  port,
  outcome,
  errno: v.exactOptional(text),
  stage: v.exactOptional(v.picklist(['socket', 'bind', 'connect'])),
  why: v.exactOptional(text),
  us: milliseconds,
  syns: natural,
  left: v.picklist(['yes', 'no', 'unknown']),
  answer,
  source: v.exactOptional(address),
  host: v.exactOptional(text),
  through: v.exactOptional(text),
  hops: v.exactOptional(natural),
})

const names = v.pipe(v.array(v.pipe(text, v.regex(/^[!-~]{1,64}$/))), v.maxLength(512))

const kex = v.object({
  us: milliseconds,
  offer: v.exactOptional(kexOffer(names)),
  agreed: v.exactOptional(v.object({ kex: text, hostKey: text })),
  hostKey: v.exactOptional(
    v.object({
      type: text,
      sha256: text,
      blob: v.pipe(v.string(), v.maxLength(1 << 17), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
      algorithm: text,
      signature: v.picklist(['verified', 'wrong', 'unknown']),
      signedBy: v.exactOptional(text),
    }),
  ),
  disconnect: v.exactOptional(v.object({ code: natural, text })),
  stall: v.exactOptional(
    v.object({
      sent: natural,
      unacked: natural,
      retransmits: natural,
      sacked: natural,
      mss: natural,
      mtu: natural,
    }),
  ),
})

const ssh = v.object({
  at: milliseconds,
  probe: v.literal('ssh'),
  role,
  address: place,
  port,
  source: v.exactOptional(address),
  host: v.exactOptional(text),
  reached: v.picklist(['nothing', 'foreign', 'identification', 'kexinit', 'host-key']),
  ended: v.picklist(['by-us', 'closed', 'reset', 'silent', 'endless', 'garbled']),
  us: milliseconds,
  firstUs: v.exactOptional(milliseconds),
  before: text,
  bytes: natural,
  identification: v.exactOptional(text),
  kex: v.exactOptional(kex),
})

const lines = v.pipe(v.array(text), v.maxLength(64))

const login = v.object({
  at: milliseconds,
  probe: v.literal('login'),
  reached: v.picklist(['not-tried', 'nothing', 'connected', 'key-exchange', 'methods', 'partial', 'authenticated']),
  why: v.exactOptional(text),
  address: v.exactOptional(place),
  user: text,
  by: v.exactOptional(text),
  methods: lines,
  done: lines,
  keys: v.pipe(
    v.array(
      v.object({
        type: text,
        sha256: text,
        name: text,
        from: v.picklist(['agent', 'file', 'explicit']),
        fate: v.picklist(['refused', 'accepted', 'not-signed', 'locked', 'not-offered']),
        why: v.exactOptional(v.picklist(['algorithm', 'permissions', 'unreadable', 'certificate', 'ended'])),
      }),
    ),
    v.maxLength(256),
  ),
  agent: v.exactOptional(text),
  said: lines,
  banner: v.exactOptional(lines),
  code: v.nullable(natural),
  us: milliseconds,
})

const proxy = v.object({
  at: milliseconds,
  probe: v.literal('proxy'),
  program: text,
  code: v.nullable(natural),
  signal: v.nullable(text),
  said: lines,
  spoke: v.boolean(),
  us: milliseconds,
})

const message = v.object({ at: milliseconds, probe: v.literal('message'), program: text, text, id: text })

const path = v.object({
  at: milliseconds,
  probe: v.literal('path'),
  role,
  address,
  port,
  tries: v.pipe(v.array(v.object({ ttl: byte, answer, us: milliseconds })), v.maxLength(256)),
  syns: natural,
})

const replyTtl = v.object({
  at: milliseconds,
  probe: v.literal('reply-ttl'),
  role,
  address,
  port,
  tries: v.pipe(v.array(v.object({ minTtl: byte, answer })), v.maxLength(256)),
  syns: natural,
})

const echo = v.object({
  at: milliseconds,
  probe: v.literal('echo'),
  address,
  outcome: v.picklist(['answer', 'unreachable', 'silent', 'not-allowed']),
  errno: v.exactOptional(text),
  us: milliseconds,
})

const header = v.object({
  at: milliseconds,
  probe: v.literal('header'),
  address,
  port,
  sent: byte,
  syns: natural,
  ttl: byte,
  tos: byte,
  window: natural,
  id: v.exactOptional(natural),
  flowLabel: v.exactOptional(natural),
})

const capture = v.object({
  side: v.picklist(['client', 'server']),
  source: text,
  command: text,
  code: v.pipe(v.number(), v.integer()),
  out: block,
  cut: v.boolean(),
})

/** Deeper than any chain of jump hosts that works. */
const MOST_HOPS = 16

/** A recording. Keys that are not known here are dropped, so that an older sshwhy reads what a newer one wrote. */
export const observation = v.object({
  schema: v.literal(1),
  version: text,
  vantage: v.object({ name: text }),
  target,
  startedAt: instant,
  ms: milliseconds,
  connections: v.object({ syns: natural, sshd: natural }),
  evidence: v.pipe(
    v.array(v.variant('probe', [name, nameServer, route, tcp, ssh, login, proxy, message, path, replyTtl, echo, header])),
    v.maxLength(4096),
  ),
  captures: v.pipe(v.array(capture), v.maxLength(256)),
  unseen: v.pipe(v.array(v.object({ what: text, why: text })), v.maxLength(256)),
  hops: v.exactOptional(
    v.pipe(
      v.array(v.lazy((): v.GenericSchema<Observation> => observation as unknown as v.GenericSchema<Observation>)),
      v.maxLength(MOST_HOPS),
    ),
  ),
})
