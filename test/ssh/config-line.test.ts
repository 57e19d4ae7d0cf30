import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfigLine } from '../../src/ssh/config-line.ts'
import { hostileText } from './hostile-text.ts'

const RUNS = 100_000

describe('a line of ssh_config', () => {
  it.each([
    ['Port 22', 'port', ['22']],
    ['  Port=22', 'port', ['22']],
    ['\tPORT = 22\r\n', 'port', ['22']],
    ['"Port" 22', 'port', ['22']],
    ['Port "22" # the usual', 'port', ['22']],
    ['Host \'a b\' c\\ d "e\\"f" g\\h', 'host', ['a b', 'c d', 'e"f', 'g\\h']],
    ['Host a#b #c', 'host', ['a#b']],
    ['Include "a b"c', 'include', ['a bc']],
    ['HostName =x', 'hostname', ['x']],
    ['HostName ""', 'hostname', ['']],
  ])('%j', (line, keyword, words) => {
    expect(parseConfigLine(line)).toMatchObject({ keyword, words })
  })

  it.each(['', '   ', '# Port 22', '  #x', 'Port', 'Port ', 'Port=', '"Port', 'Port "22', "Port '22"])('says nothing: %j', (line) => {
    expect(parseConfigLine(line)).toBeNull()
  })

  it('keeps what follows the keyword as it stands', () => {
    expect(parseConfigLine('ProxyCommand = sh -c "x  y" # no comment')?.rest).toBe('sh -c "x  y" # no comment')
  })

  it(`never throws, and is linear in the length of a line (${RUNS} inputs)`, () => {
    fc.assert(
      fc.property(hostileText, (line) => void parseConfigLine(line)),
      { numRuns: RUNS },
    )
    for (const piece of [' ', '"', '\\', '=', '#', 'a', 'a ', '\f']) {
      const started = performance.now()
      parseConfigLine(`Port${piece.repeat(1 << 20)}x`)
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })
})
