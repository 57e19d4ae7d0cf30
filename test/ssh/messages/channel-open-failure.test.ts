import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChannelOpenFailure } from '../../../src/ssh/messages/channel-open-failure.ts'
import { readErrnoText } from '../../../src/ssh/messages/errno-text.ts'
import { hostileText } from '../hostile-text.ts'

describe('why a jump host made no connection', () => {
  it.each([
    ['channel 0: open failed: connect failed: Connection refused', 'connect', 'Connection refused', 'refused'],
    ['channel 2: open failed: connect failed: Connection timed out\r\n', 'connect', 'Connection timed out', 'timed-out'],
    ['channel 0: open failed: connect failed: No route to host', 'connect', 'No route to host', 'unreachable'],
    ['channel 0: open failed: connect failed: Network is unreachable', 'connect', 'Network is unreachable', 'unreachable'],
    ['channel 2: open failed: connect failed: Name or service not known', 'connect', 'Name or service not known', 'no-name'],
    [
      'channel 2: open failed: connect failed: Temporary failure in name resolution',
      'connect',
      'Temporary failure in name resolution',
      'no-name',
    ],
    ['channel 0: open failed: administratively prohibited: open failed', 'prohibited', 'open failed', undefined],
    ['channel 0: open failed: unknown channel type: Unsupported channel type', 'other', 'Unsupported channel type', undefined],
    ['channel 0: open failed: resource shortage', 'other', '', undefined],
  ])('%s', (line, reason, text, outcome) => {
    expect(readChannelOpenFailure(line)).toEqual({ reason, text })
    expect(readErrnoText(text)?.outcome).toBe(outcome)
  })

  it.each([
    '',
    'debug1: channel 0: open failed: connect failed: x',
    'channel x: open failed: connect failed: x',
    'channel 0: open failed: nonsense: x',
  ])('is not said by %j', (line) => {
    expect(readChannelOpenFailure(line)).toBeNull()
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          hostileText.map((text) => `channel 1: open failed: connect failed: ${text}`),
        ),
        (text) => {
          readChannelOpenFailure(text)
          readErrnoText(text)
        },
      ),
      { numRuns: 100_000 },
    )
  })
})
