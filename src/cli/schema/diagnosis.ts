import * as v from 'valibot'
import { LAYERS } from '../../model/layer.ts'
import type { Diagnosis } from '../../model/diagnosis.ts'
import { answer, outcome, role } from './observation.ts'
import { target } from './target.ts'
import { milliseconds, natural, port } from './text.ts'

const layer = v.picklist(LAYERS)
const family = v.picklist([4, 6])

const quote = v.union([
  v.object({ evidence: natural }),
  v.object({ capture: natural, line: v.exactOptional(natural), text: v.string() }),
  v.object({ file: v.string(), line: v.exactOptional(natural), text: v.string() }),
])
const because = v.object({ text: v.string(), from: quote })
const decide = v.object({ where: v.picklist(['here', 'server', 'cloud', 'router', 'elsewhere']), command: v.string(), tells: v.string() })
const remedy = v.object({ text: v.string(), commands: v.array(v.string()) })
const verdict = v.object({ cause: v.string(), certainty: v.picklist(['proven', 'likely', 'possible']) })
const rung = v.object({ layer, state: v.picklist(['passes', 'blocks', 'unknown', 'not-tested']), because: v.string() })

const sshSeen = v.object({
  reached: v.picklist(['nothing', 'foreign', 'identification']),
  ended: v.picklist(['by-us', 'closed', 'reset', 'silent', 'endless']),
  ms: milliseconds,
  identification: v.nullable(v.string()),
  software: v.nullable(v.string()),
  before: v.string(),
})

const addressDiagnosis = v.object({
  address: v.string(),
  family,
  source: v.nullable(v.string()),
  outcome,
  errno: v.nullable(v.string()),
  ms: milliseconds,
  syns: natural,
  answer,
  ssh: v.nullable(sshSeen),
  path: v.array(rung),
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

const finding = v.object({
  cause: v.string(),
  layer,
  certainty: v.picklist(['proven', 'likely', 'possible', 'excluded', 'unknown']),
  blocks: v.boolean(),
  addresses: v.array(v.string()),
  refines: v.nullable(v.string()),
  causedBy: v.nullable(v.string()),
  text: v.string(),
  because: v.array(because),
  against: v.array(because),
  remedy: v.nullable(remedy),
  decide: v.nullable(decide),
})

/** The document of `--json`. */
export const diagnosis = v.object({
  schema: v.literal(1),
  version: v.string(),
  vantage: v.object({ name: v.string() }),
  startedAt: v.string(),
  ms: milliseconds,
  target,
  connections: v.object({ syns: natural, sshd: natural }),
  contacted: v.array(v.string()),
  summary: v.object({ happened: v.string(), meaning: v.nullable(v.string()) }),
  addresses: v.array(addressDiagnosis),
  contrast: v.array(contrast),
  hops: v.array(v.lazy((): v.GenericSchema<Diagnosis> => diagnosis as unknown as v.GenericSchema<Diagnosis>)),
  findings: v.array(finding),
  contradictions: v.array(v.string()),
  unread: v.array(v.object({ what: v.string(), why: v.string() })),
  next: v.array(decide),
  verdict: v.nullable(verdict),
  reached: v.nullable(layer),
  works: v.nullable(v.boolean()),
})

/** What stands on stdout instead, on exit 2 and 3. */
export const failure = v.object({
  schema: v.literal(1),
  error: v.object({ code: v.string(), message: v.string(), hint: v.string() }),
})
