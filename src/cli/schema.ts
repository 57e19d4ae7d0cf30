import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { writeLines } from './output.ts'
import { diagnosis, failure } from './schema/diagnosis.ts'
import { observation } from './schema/observation.ts'

export type SchemaName = 'diagnosis' | 'observation'

/** The JSON Schema (draft 2020-12) of what `--json` prints, or of a recording. */
export function jsonSchema(name: SchemaName): object {
  const options = { target: 'draft-2020-12', errorMode: 'ignore' } as const
  if (name === 'observation') return { title: 'A recording of sshwhy --record', ...toJsonSchema(observation, options) }
  return {
    title: 'The document of sshwhy --json',
    ...toJsonSchema(v.union([diagnosis, failure]), { ...options, definitions: { diagnosis } }),
  }
}

/** `sshwhy schema [diagnosis|observation]`. @returns the exit code */
export function schema(words: readonly string[]): number {
  const [name = 'diagnosis', more] = words
  if ((name !== 'diagnosis' && name !== 'observation') || more !== undefined)
    throw new CodedError(
      'schema-unknown',
      `no schema "${printable(words.join(' '), 60)}"`,
      'sshwhy schema diagnosis, or sshwhy schema observation',
    )
  writeLines(1, [JSON.stringify(jsonSchema(name), null, 2)])
  return 0
}
