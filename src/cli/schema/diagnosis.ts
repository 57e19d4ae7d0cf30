import * as v from 'valibot'
import { LAYERS } from '../../model/layer.ts'
import type { Diagnosis } from '../../model/diagnosis.ts'
import { answer, outcome, role } from './observation.ts'
import { kexOffer } from './kex-offer.ts'
import { target } from './target.ts'
import { milliseconds, natural, port } from './text.ts'

const layer = v.picklist(LAYERS)
const family = v.picklist([4, 6])

const quote = v.union([
  v.object({ evidence: natural }),
  v.object({ capture: natural, line: v.exactOptional(natural), text: v.string() }),
  v.object({ file: v.string(), line: v.exactOptional(natural), text: v.string() }),
  v.object({ hop: v.pipe(natural, v.description('Index in hops.')) }),
])
const because = v.object({ text: v.string(), from: quote })
const decide = v.object({
  where: v.picklist(['here', 'server', 'cloud', 'router', 'elsewhere']),
  host: v.pipe(v.exactOptional(v.string()), v.description('The server meant, where it is a jump host and not the target.')),
  command: v.pipe(v.string(), v.description('Complete, to be copied.')),
  tells: v.string(),
})
const remedy = v.object({ text: v.string(), commands: v.array(v.string()) })
const verdict = v.object({ cause: v.string(), certainty: v.picklist(['proven', 'likely', 'possible']) })
const rung = v.object({ layer, state: v.picklist(['passes', 'blocks', 'unknown', 'not-tested']), because: v.string() })

const names = v.array(v.string())

const sshSeen = v.object({
  reached: v.picklist(['nothing', 'foreign', 'identification', 'kexinit', 'host-key']),
  ended: v.picklist(['by-us', 'closed', 'reset', 'silent', 'endless', 'garbled']),
  ms: milliseconds,
  identification: v.nullable(v.string()),
  software: v.pipe(v.nullable(v.string()), v.description('As recognised, such as OpenSSH 9.2 (Debian 12).')),
  before: v.pipe(v.string(), v.description('What came before the identification, printable.')),
  offer: v.pipe(v.nullable(kexOffer(names)), v.description("The server's KEXINIT.")),
  hostKeys: v.array(
    v.object({
      type: v.string(),
      sha256: v.string(),
      signature: v.pipe(v.picklist(['verified', 'wrong', 'unknown']), v.description('Of the key over this key exchange.')),
      known: v.pipe(
        v.nullable(v.picklist(['match', 'changed', 'other-type', 'revoked', 'unknown'])),
        v.description('What known_hosts says of it.'),
      ),
    }),
  ),
})

const login = v.object({
  reached: v.picklist(['not-tried', 'nothing', 'connected', 'key-exchange', 'methods', 'partial', 'authenticated']),
  why: v.nullable(v.string()),
  user: v.string(),
  by: v.pipe(v.nullable(v.string()), v.description('The method that succeeded.')),
  methods: v.pipe(names, v.description('Those that can continue, as the server last named them.')),
  done: v.pipe(names, v.description('Those that succeeded before a further one was asked for.')),
  keys: v.array(
    v.object({
      type: v.string(),
      sha256: v.string(),
      name: v.string(),
      from: v.picklist(['agent', 'file', 'explicit']),
      fate: v.picklist(['refused', 'accepted', 'not-signed', 'locked', 'not-offered']),
      why: v.exactOptional(v.picklist(['algorithm', 'permissions', 'unreadable', 'certificate', 'ended'])),
    }),
  ),
  said: v.pipe(names, v.description('What ssh itself said.')),
  banner: v.pipe(names, v.description("The server's words before the login.")),
})

const addressDiagnosis = v.object({
  address: v.string(),
  family: v.pipe(
    v.nullable(family),
    v.description('null: a name, which a jump host or a ProxyCommand looks up, or which a message tells.'),
  ),
  source: v.pipe(v.nullable(v.string()), v.description('The address of this machine that was used.')),
  outcome,
  errno: v.nullable(v.string()),
  ms: v.pipe(milliseconds, v.description('From connect() to the answer.')),
  syns: natural,
  answer,
  ssh: v.nullable(sshSeen),
  path: v.pipe(v.array(rung), v.description('The layers in the order of the packet.')),
  verdict: v.nullable(verdict),
})

const contrast = v.object({
  address: v.string(),
  port,
  role,
  outcome,
  errno: v.nullable(v.string()),
  ms: milliseconds,
  answer,
  identification: v.nullable(v.string()),
})

const compared = v.object({
  source: v.pipe(v.nullable(v.string()), v.description('The address of this machine that it was tried from.')),
  host: v.pipe(v.nullable(v.string()), v.description('As it was named; null: the target.')),
  address: v.string(),
  port,
  outcome,
  errno: v.nullable(v.string()),
  ms: milliseconds,
  answer,
  identification: v.nullable(v.string()),
})

const path = v.object({
  address: v.string(),
  port,
  role,
  tries: v.array(
    v.object({
      ttl: v.pipe(natural, v.description('Hops that the SYN could live for.')),
      answer,
      ms: milliseconds,
    }),
  ),
})

const finding = v.object({
  cause: v.string(),
  layer,
  certainty: v.picklist(['proven', 'likely', 'possible', 'excluded', 'unknown']),
  blocks: v.pipe(v.boolean(), v.description('False: worth saying, but it stops no connection.')),
  addresses: v.pipe(v.array(v.string()), v.description('The addresses for which it is so.')),
  refines: v.pipe(v.nullable(v.string()), v.description('The more general cause of which it is a special case.')),
  causedBy: v.pipe(v.nullable(v.string()), v.description('The cause that led to it.')),
  text: v.pipe(v.string(), v.description('One sentence, without its certainty.')),
  because: v.array(because),
  against: v.pipe(v.array(because), v.description('What speaks against it, without ruling it out.')),
  remedy: v.pipe(v.nullable(remedy), v.description('What can be done about it.')),
  decide: v.pipe(v.nullable(decide), v.description('What would decide whether it is so.')),
})

/** The document of `--json`. */
export const diagnosis = v.object({
  schema: v.literal(1),
  version: v.pipe(v.string(), v.description('Version of the sshwhy that judged.')),
  vantage: v.object({ name: v.pipe(v.string(), v.description('Where it was looked from.')) }),
  startedAt: v.pipe(v.string(), v.description('ISO 8601, UTC.')),
  ms: v.pipe(milliseconds, v.description('How long looking took.')),
  target: v.pipe(v.nullable(target), v.description('null: the words that were explained name no host.')),
  connections: v.object({
    syns: v.pipe(natural, v.description('SYNs sent, to all ports.')),
    sshd: v.pipe(natural, v.description('Connections that an SSH server accepted.')),
  }),
  contacted: v.pipe(v.array(v.string()), v.description('Addresses to which a packet was sent, of name servers too.')),
  summary: v.object({
    happened: v.pipe(v.string(), v.description('What was seen: always certain.')),
    meaning: v.pipe(v.nullable(v.string()), v.description('The verdict with its certainty word.')),
  }),
  addresses: v.pipe(
    v.array(addressDiagnosis),
    v.description('Every address of the name, each judged alone, in the order in which ssh tries them.'),
  ),
  contrast: v.pipe(v.array(contrast), v.description('The ports around the asked one.')),
  sources: v.pipe(v.array(compared), v.description('The asked port from other addresses of this machine (--also-from).')),
  egress: v.pipe(v.array(compared), v.description('Ports of other hosts (--check-egress).')),
  paths: v.pipe(v.array(path), v.description('The ways that were followed (--thorough).')),
  client: v.pipe(
    v.array(v.object({ what: v.picklist(['agent', 'key', 'ssh_config', 'master', 'interface', 'rule', 'firewall']), text: v.string() })),
    v.description("What is known of this machine's own side, whether or not it has to do with the failure."),
  ),
  login: v.pipe(v.nullable(login), v.description('The login that was tried, by the system ssh; null: it did not come to one.')),
  message: v.pipe(
    v.nullable(v.object({ program: v.string(), id: v.string(), text: v.string() })),
    v.description('Of sshwhy explain: the message that decides; null where sshwhy looked itself.'),
  ),
  hops: v.array(v.lazy((): v.GenericSchema<Diagnosis> => diagnosis as unknown as v.GenericSchema<Diagnosis>)),
  findings: v.pipe(v.array(finding), v.description('What was judged: the first wall first, what is ruled out last.')),
  contradictions: v.pipe(v.array(v.string()), v.description('Evidence that does not fit together.')),
  unread: v.pipe(
    v.array(v.object({ what: v.string(), why: v.string() })),
    v.description('What could not be looked at from here, and why.'),
  ),
  next: v.pipe(v.array(decide), v.description('What to run next to decide what is open, best first.')),
  verdict: v.pipe(v.nullable(verdict), v.description('The first wall; null: it works as far as it was tried, or nothing can be said.')),
  reached: v.pipe(v.nullable(layer), v.description('The last layer known to pass; null when not even the name does.')),
  works: v.pipe(v.nullable(v.boolean()), v.description('null: a login was not tried.')),
})

/** What stands on stdout instead, on exit 2 and 3. */
export const failure = v.object({
  schema: v.literal(1),
  error: v.object({ code: v.string(), message: v.string(), hint: v.string() }),
})
