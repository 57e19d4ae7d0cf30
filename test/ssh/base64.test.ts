import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64 } from '../../src/ssh/base64.ts'

test('what Node encodes is decoded, with and without padding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(fromBase64(text)).toEqual(bytes)
      expect(fromBase64(text.replaceAll('=', ''))).toEqual(bytes)
    }),
    { numRuns: 20_000 },
  )
})

test('what is no base64 is null, and nothing throws', () => {
  for (const text of ['A', 'AA!A', 'AAAAA', '=AAA', 'AA A', 'é']) expect(fromBase64(text), text).toBeNull()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      fromBase64(text)
    }),
    { numRuns: 100_000 },
  )
})
