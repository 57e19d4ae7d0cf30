import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentExpand } from '../../src/ssh/percent-expand.ts'

const TOKENS = { h: 'db1', p: '2222', r: 'ann', n: '%h' }

describe('percent_expand()', () => {
  it.each([
    ['nc %h %p', 'nc db1 2222'],
    ['%r@%h:%p %% %n', 'ann@db1:2222 % %h'],
    ['no token', 'no token'],
  ])('%s', (text, expanded) => {
    expect(percentExpand(text, TOKENS)).toBe(expanded)
  })

  it.each(['%', 'nc %', '%z', '%constructor', '%\n'])('ssh gives up at %j', (text) => {
    expect(percentExpand(text, TOKENS)).toBeNull()
  })

  it('leaves a text without tokens as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(percentExpand(text.replaceAll('%', '%%'), TOKENS)).toBe(text)
      }),
    )
  })
})
