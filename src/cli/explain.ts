import { asker } from '../diagnose/ask.ts'
import { CAUSES } from '../diagnose/causes/all.ts'
import type { Cause, Family } from '../model/cause.ts'
import { CodedError } from '../model/error.ts'
import { LAYERS } from '../model/layer.ts'
import type { Observation } from '../model/observation.ts'
import { printable } from '../net/printable.ts'
import type { Look } from './look.ts'
import { NOWHERE } from '../ssh/no-target.ts'
import { nearest } from './nearest.ts'
import { WHERE } from './next-section.ts'
import { look, writeLines } from './output.ts'
import { paint } from './paint.ts'
import { paragraph, section } from './section.ts'
import { VERSION } from '../model/version.ts'

/** What the user's own ssh says. */
const SAYS: Readonly<Record<Family, string>> = {
  R: '"Connection refused"',
  T: '"Connection timed out"',
  U: '"No route to host", "Network is unreachable" or "Permission denied" of connect',
  C: '"Connection closed" or "Connection reset", before a greeting',
  B: 'nothing for long, then a timeout during banner exchange',
  K: 'a failure of the key exchange or of the host key',
  A: '"Permission denied", after the key exchange',
  S: 'a session that ends or hangs after the login',
  N: '"Could not resolve hostname"',
}

/** Nothing was observed: the commands of a cause then name HOST, USER and ADDRESS, to be filled in. */
const NOTHING: Observation = {
  schema: 1,
  version: VERSION,
  vantage: { name: 'here' },
  target: { ...NOWHERE, input: 'HOST', host: 'HOST', user: 'USER' },
  startedAt: '1970-01-01T00:00:00.000Z',
  ms: 0,
  connections: { syns: 0, sshd: 0 },
  evidence: [],
  captures: [],
  unseen: [],
}

/** What is known of a cause without any case of it. */
export function explained(shape: Look, cause: Cause): readonly string[] {
  const ask = asker(NOTHING)('ADDRESS')
  const decide = cause.decide(ask)
  const remedy = cause.remedy(ask)
  const refiners = CAUSES.filter((one) => one.refines === cause.id).map((one) => one.id)
  return [
    paint(shape, 'strong', `${cause.id} (${cause.layer})`),
    ...paragraph(shape, 2, cause.claims),
    '',
    ...section(shape, 'What it is', [{ text: cause.means }]),
    ...section(
      shape,
      'ssh says',
      cause.families.map((family) => ({ text: SAYS[family] })),
    ),
    ...(cause.predicts.length === 0 ? [] : section(shape, 'connect()', [{ text: cause.predicts.join(', ') }])),
    ...(cause.refines === undefined ? [] : section(shape, 'Kind of', [{ text: cause.refines }])),
    ...(refiners.length === 0 ? [] : section(shape, 'Kinds', [{ text: refiners.join(', ') }])),
    ...section(shape, 'Proved by', [{ text: `${WHERE[decide.where]}, ${decide.tells}:` }, { text: decide.command, kind: 'command' }]),
    ...section(shape, 'Mended by', [{ text: remedy.text }, ...remedy.commands.map((text) => ({ text, kind: 'command' as const }))]),
  ]
}

/** Every id under its layer. */
function catalogue(shape: Look): readonly string[] {
  return LAYERS.flatMap((layer) =>
    section(
      shape,
      layer,
      CAUSES.filter((one) => one.layer === layer).map((one) => ({ text: one.id })),
    ),
  )
}

/** `sshwhy --explain [CAUSE]`. @returns the exit code */
export function explain(id: string | true): number {
  const shape = look(1)
  if (id === true) {
    writeLines(1, catalogue(shape))
    return 0
  }
  const cause = CAUSES.find((one) => one.id === id)
  if (!cause) {
    const near = nearest(
      id,
      CAUSES.map((one) => one.id),
    )
    const hint = near.length > 0 ? `did you mean ${near.join(', or ')}?` : 'sshwhy --explain lists them'
    throw new CodedError('cause-unknown', `no cause is named "${printable(id, 60)}"`, hint)
  }
  writeLines(1, explained(shape, cause))
  return 0
}
