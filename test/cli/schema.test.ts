import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { jsonSchema } from '../../src/cli/schema.ts'
import { diagnosis } from '../../src/cli/schema/diagnosis.ts'
import { observation } from '../../src/cli/schema/observation.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Observation } from '../../src/model/observation.ts'
import { name, observed, route, ssh, tcp } from '../diagnose/observed.ts'
import { CASES } from './diagnoses.ts'
import { documents } from './documents.ts'
import { recordings } from './recordings.ts'
import { sshwhy } from './sshwhy.ts'

/** The same shape, whether the types are readonly, intersections or interfaces. */
type Plain<T> = T extends readonly (infer E)[] ? Plain<E>[] : T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T
/** Recursion is cut: `hops` are diagnoses themselves. */
type Cut<T> = Omit<T, 'hops'>

test('the schemas are the types of the model', () => {
  expectTypeOf<Plain<v.InferOutput<typeof observation>>>().toEqualTypeOf<Plain<Observation>>()
  expectTypeOf<Plain<Cut<v.InferOutput<typeof diagnosis>>>>().toEqualTypeOf<Plain<Cut<Diagnosis>>>()
  expectTypeOf<v.InferOutput<typeof diagnosis>['hops']>().toEqualTypeOf<Diagnosis[]>()
})

const ajv = new Ajv2020({ allErrors: true, strict: true })
const validDiagnosis = ajv.compile(closed(jsonSchema('diagnosis')))
const validObservation = ajv.compile(closed(jsonSchema('observation')))

/** Forbids what the schema does not name: a key that it lacks would go unseen. */
function closed(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    typeof value === 'object' && value !== null && value.type === 'object' ? { ...value, additionalProperties: false } : value,
  ) as object
}

const wrong = (valid: typeof validDiagnosis, document: unknown): unknown =>
  valid(JSON.parse(JSON.stringify(document))) ? [] : valid.errors

describe('what is printed and recorded is what the schemas say', () => {
  test.each(Object.entries(CASES))('the document of the case %s', (_, document) => {
    expect(wrong(validDiagnosis, document)).toEqual([])
    expect(v.is(diagnosis, document)).toBe(true)
  })

  test.each(recordings())('the recording %s, and what is said about it', (_, text) => {
    const recording = JSON.parse(text) as Observation
    expect(wrong(validObservation, recording)).toEqual([])
    expect(wrong(validDiagnosis, diagnose(recording, '0.0.0'))).toEqual([])
  })

  test('an observation with every kind of evidence', () => {
    const document = observed([name(), route(), tcp(22, 'open'), tcp(80, 'silent'), tcp(443, { icmp: [3, 13], from: '10.0.0.1' }), ssh()])
    expect(wrong(validObservation, document)).toEqual([])
  })

  test('random documents', () => {
    fc.assert(
      fc.property(documents, (document) => {
        // The port, the bytes of ICMP and the length of a target's texts are bounded in the schema; here they are any.
        const errors = wrong(validDiagnosis, { ...document, target: CASES['movedPort']?.target, contrast: [] })
        expect(errors).toEqual([])
      }),
    )
  })

  test('the error document', () => {
    const { code, stdout } = sshwhy(['--json', '--timeout', 'never', 'db1'])
    expect(code).toBe(2)
    expect(wrong(validDiagnosis, JSON.parse(stdout))).toEqual([])
  })
})

test('sshwhy schema prints them', () => {
  for (const which of ['diagnosis', 'observation'] as const) {
    const { code, stdout } = sshwhy(['schema', which])
    expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(JSON.stringify(jsonSchema(which)))])
  }
  expect(sshwhy(['schema']).stdout).toBe(sshwhy(['schema', 'diagnosis']).stdout)
  expect(sshwhy(['schema', 'xml'])).toMatchObject({ code: 2, stdout: '' })
})
