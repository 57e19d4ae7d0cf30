import * as v from 'valibot'
import { address } from './address.ts'
import { target } from './target.ts'
import { block, byte, instant, milliseconds, natural, port, text } from './text.ts'

export const outcome = v.pipe(
  v.picklist(['open', 'refused', 'unreachable', 'timed-out', 'local-error', 'not-tried']),
  v.description('Of connect() alone.'),
)
export const role = v.pipe(v.picklist(['asked', 'control', 'service', 'ssh-port']), v.description('Why the port was tried.'))

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

const name = v.object({
  at: milliseconds,
  probe: v.literal('name'),
  name: text,
  resolver: v.picklist(['system', 'literal']),
  outcome: v.picklist(['answer', 'no-address', 'failed', 'timed-out']),
  error: v.exactOptional(text),
  addresses: v.pipe(v.array(address), v.maxLength(256)),
  us: milliseconds,
})

const route = v.object({
  at: milliseconds,
  probe: v.literal('route'),
  address,
  type: v.picklist(['unicast', 'local', 'broadcast', 'multicast', 'unreachable', 'prohibit', 'blackhole', 'throw', 'none', 'unknown']),
  errno: v.exactOptional(text),
  source: v.exactOptional(address),
  device: v.exactOptional(text),
  gateway: v.exactOptional(address),
  prefix: v.exactOptional(text),
  hopLimit: v.exactOptional(byte),
})

const tcp = v.object({
  at: milliseconds,
  probe: v.literal('tcp'),
  role,
  address,
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
  hops: v.exactOptional(natural),
})

const ssh = v.object({
  at: milliseconds,
  probe: v.literal('ssh'),
  role,
  address,
  port,
  reached: v.picklist(['nothing', 'foreign', 'identification']),
  ended: v.picklist(['by-us', 'closed', 'reset', 'silent', 'endless']),
  us: milliseconds,
  firstUs: v.exactOptional(milliseconds),
  before: text,
  bytes: natural,
  identification: v.exactOptional(text),
})

const capture = v.object({
  side: v.picklist(['client', 'server']),
  source: text,
  command: text,
  code: v.pipe(v.number(), v.integer()),
  out: block,
  cut: v.boolean(),
})

/** A recording. Keys that are not known here are dropped, so that an older sshwhy reads what a newer one wrote. */
export const observation = v.object({
  schema: v.literal(1),
  version: text,
  vantage: v.object({ name: text }),
  target,
  startedAt: instant,
  ms: milliseconds,
  connections: v.object({ syns: natural, sshd: natural }),
  evidence: v.pipe(v.array(v.variant('probe', [name, route, tcp, ssh])), v.maxLength(4096)),
  captures: v.pipe(v.array(capture), v.maxLength(256)),
  unseen: v.pipe(v.array(v.object({ what: text, why: text })), v.maxLength(256)),
})
