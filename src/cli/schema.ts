import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { writeLines } from './output.ts'
import { diagnosis, failure } from './schema/diagnosis.ts'
import { firewallDocument } from './schema/firewall.ts'
import { observation } from './schema/observation.ts'

const NAMES = ['diagnosis', 'observation', 'firewall'] as const

export type SchemaName = (typeof NAMES)[number]

/** The JSON Schema (draft 2020-12) of what `--json` prints, of a recording, or of what `sshwhy firewall … --json` prints. */
export function jsonSchema(name: SchemaName): object {
  const options = { target: 'draft-2020-12', errorMode: 'ignore' } as const
  if (name === 'observation') return { title: 'A recording of sshwhy --record', ...toJsonSchema(observation, options) }
  if (name === 'firewall')
    return { title: 'The document of sshwhy firewall --json', ...toJsonSchema(v.union([firewallDocument, failure]), options) }
  return {
    title: 'The document of sshwhy --json',
    ...toJsonSchema(v.union([diagnosis, failure]), { ...options, definitions: { diagnosis } }),
  }
}

/** `sshwhy schema [diagnosis|observation|firewall]`. @returns the exit code */
export function schema(words: readonly string[]): number {
  const [typed = 'diagnosis', more] = words
  const name = NAMES.find((one) => one === typed)
  if (name === undefined || more !== undefined)
    throw new CodedError(
      'schema-unknown',
      `no schema "${printable(words.join(' '), 60)}"`,
      NAMES.map((one) => `sshwhy schema ${one}`).join(', or '),
    )
  writeLines(1, [JSON.stringify(jsonSchema(name), null, 2)])
  return 0
}
