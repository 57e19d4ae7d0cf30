import { describe, expect, it } from 'vitest'
import { recogniseRefusal } from '../../../src/ssh/messages/sshd-refusal.ts'

describe('what sshd says in place of its identification', () => {
  it.each([
    ['Exceeded MaxStartups\r\n', 'max-startups'],
    ['Exceeded MaxStartups', 'max-startups'],
    ['Not allowed at this time\r\n', 'max-startups-or-penalty'],
    ['Not allowed at this time\n', 'max-startups-or-penalty'],
  ])('%j', (text, refusal) => {
    expect(recogniseRefusal(text)).toBe(refusal)
  })

  it.each([
    '',
    '\r\n',
    'not allowed at this time',
    'Not allowed at this time, sorry\r\n',
    'x\r\nExceeded MaxStartups\r\n',
    'Exceeded MaxStartups\r\nx',
  ])('is no word of sshd: %j', (text) => {
    expect(recogniseRefusal(text)).toBeNull()
  })
})
