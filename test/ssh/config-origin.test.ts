import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasMatchExec, traceConfig, type ConfigTrace } from '../../src/ssh/config-origin.ts'
import { hostileText } from './hostile-text.ts'

const RUNS = 100_000

/** The shape of a real log of `ssh -G -vvv`, with the line ends that ssh writes. */
function trace(files: Record<string, string>, ...log: readonly string[]): ConfigTrace {
  return traceConfig(`${log.join('\r\n')}\r\n`, (file) => files[file] ?? null)
}
const found = ({ settings }: ConfigTrace): readonly string[] =>
  settings.map(({ keyword, value, file, line }) => `${file}:${line} ${keyword}=${value}`)

describe('where a keyword was set', () => {
  it('takes the blocks that ssh says it applied, and no others', () => {
    const files = { a: 'Port 1\nHost x\n Port 2\nHost y !z\n Port=3\nMatch host q\n Port 4\nMatch all\n User "ann b"\n' }
    const log = [
      'debug1: Reading configuration data a',
      'debug1: a line 4: Applying options for y',
      "debug2: checking match for 'host q' host y originally y",
      'debug2: match not found',
      "debug2: checking match for 'all' host y originally y",
      'debug2: match found',
    ]
    const seen = trace(files, ...log)
    expect(found(seen)).toEqual(['a:1 port=1', 'a:5 port=3', 'a:9 user=ann b'])
    expect(seen.complete).toBe(true)
  })

  it('follows Include, with its own blocks, and returns to the block it stood in', () => {
    const files = {
      a: 'Host x\n Include b c\n Port 1\nHost y\n Include b\n Port 2\n',
      b: 'HostName one\nHost other\n HostName two\n',
      c: 'Match all\n BindAddress 10.0.0.1\n',
    }
    const log = [
      'debug1: Reading configuration data a',
      'debug1: a line 1: Applying options for x',
      'debug3: a line 2: Including file b depth 0',
      'debug1: Reading configuration data b',
      'debug3: a line 2: Including file gone depth 0',
      'debug3: a line 2: Including file c depth 0',
      'debug1: Reading configuration data c',
      'debug2: match found',
      'debug3: a line 5: Including file b depth 0 (parse only)',
      'debug1: Reading configuration data b',
    ]
    const seen = trace(files, ...log)
    expect(found(seen)).toEqual(['b:1 hostname=one', 'c:2 bindaddress=10.0.0.1', 'a:3 port=1'])
    expect(seen.complete).toBe(true)
  })

  it('applies no Match of a file that is only parsed', () => {
    const files = { a: 'Host y\n Include c\n', c: 'Match all\n Port 5\n' }
    const log = [
      'debug1: Reading configuration data a',
      'debug3: a line 2: Including file c depth 0 (parse only)',
      'debug1: Reading configuration data c',
      'debug2: match found',
    ]
    expect(found(trace(files, ...log))).toEqual([])
  })

  it('marks the second pass', () => {
    const log = ['debug1: Reading configuration data a', 'debug1: re-parsing configuration', 'debug1: Reading configuration data a']
    expect(trace({ a: 'Port 1\n' }, ...log).settings.map(({ final }) => final)).toEqual([false, true])
  })

  it('reads file names that ssh escaped', () => {
    const files = { '/ö \\b/config': 'Port 1\n' }
    expect(found(trace(files, 'debug1: Reading configuration data /\\303\\266 \\\\b/config'))).toEqual(['/ö \\b/config:1 port=1'])
  })

  it('keeps nothing of a ProxyCommand, nor of other keywords', () => {
    const files = { a: 'ProxyCommand sshpass -p hunter2 nc %h\nSetEnv TOKEN=hunter2\nProxyCommand none\nProxyJump = a,b # c\n' }
    const seen = trace(files, 'debug1: Reading configuration data a')
    expect(found(seen)).toEqual(['a:1 proxycommand=', 'a:3 proxycommand=none', 'a:4 proxyjump=a,b'])
  })

  it('stops where the log and the files part', () => {
    const log = ['debug1: Reading configuration data a', 'debug1: Reading configuration data b']
    expect(trace({ a: 'Port 1\nMatch all\nUser ann\n', b: '' }, ...log)).toMatchObject({ complete: false, settings: [{ keyword: 'port' }] })
    expect(trace({ a: 'Port 1\n' }, ...log)).toMatchObject({ complete: false, settings: [{ keyword: 'port' }] })
    expect(trace({}, 'debug2: match found')).toEqual({ complete: false, settings: [] })
  })

  it('ends for a file that includes itself', () => {
    const step = ['debug3: a line 1: Including file a depth 0', 'debug1: Reading configuration data a']
    const log = ['debug1: Reading configuration data a', ...Array.from({ length: 500 }, () => step).flat()]
    expect(trace({ a: 'Include a\n' }, ...log).complete).toBe(false)
  })

  it(`never throws (${RUNS} inputs)`, () => {
    const line = fc.oneof(
      hostileText,
      fc.constantFrom(
        'debug1: Reading configuration data a',
        'debug1: a line 1: Applying options for x',
        'debug2: match found',
        'debug2: match not found',
        'debug3: a line 1: Including file a depth 0',
        'debug1: re-parsing configuration',
      ),
    )
    const input = fc.tuple(fc.array(line, { maxLength: 6 }), fc.array(hostileText, { maxLength: 3 }))
    fc.assert(
      fc.property(input, ([log, text]) => {
        expect(trace({ a: text.join('\n') }, ...log).settings.length).toBeLessThan(200)
        hasMatchExec(log.join('\n'))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a Match that runs a command', () => {
  const asked = (criteria: string): boolean => hasMatchExec(`x\r\ndebug2: checking match for '${criteria}' host a originally a\r\ny`)

  it.each(['exec true', 'exec "x y"', 'host a exec x', 'exec=x', '!exec x', 'all exec x', 'final exec x', 'host=a EXEC x'])(
    '%s',
    (criteria) => {
      expect(asked(criteria)).toBe(true)
    },
  )

  it.each(['host exec', 'user "a exec b"', 'all', 'final host exec', 'host a'])('is not %s', (criteria) => {
    expect(asked(criteria)).toBe(false)
  })

  it('is seen when it ran', () => {
    expect(hasMatchExec("debug1: Executing command: 'true'\r\n")).toBe(true)
  })
})
