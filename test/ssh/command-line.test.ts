import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CodedError } from '../../src/model/error.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { parseSshArguments } from '../../src/ssh/command-line.ts'
import { hostileText } from './hostile-text.ts'

const RUNS = 100_000
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
const parse = (text: string): ReturnType<typeof parseSshArguments> => parseSshArguments(words(text))

function refusal(text: string): CodedError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}

describe('a command line of ssh', () => {
  it('knows every option of the manual', () => {
    const flags = '-246AaCfgKkMNnqsTtvXxYy'
    const values =
      '-B eth0 -b 10.0.0.9 -c aes128-ctr -D 1080 -E log -e none -F none -I lib.so -i key -J hop -L 1:h:2 -l ann -m hmac-sha2-256 -o Compression=yes -P tag -p 22 -R 1:h:2 -S none -W h:1 -w any'
    const { destination, passed } = parse(`${flags} ${values} db1`)
    expect(destination.host).toBe('db1')
    expect(passed[0]).toBe('-246AaCfgKkMNnsTtXxY')
    expect(passed.join(' ')).toBe(`-246AaCfgKkMNnsTtXxY ${values.replace(' -E log', '').replace('-P tag', '-o Tag="tag"')}`)
  })

  it('reads clusters, attached values and values of their own', () => {
    expect(parse('-vvv4p2222 -lann db1').passed).toEqual(['-4', '-p', '2222', '-l', 'ann'])
    expect(parse('-4vp 2222 db1').passed).toEqual(['-4', '-p', '2222'])
    expect(parse('-o-p -p -4 db1').passed).toEqual(['-o', '-p', '-p', '-4'])
    expect(parse('-vqy -E log db1').passed).toEqual([])
  })

  it('reads options after the host, as ssh does, and the remote command', () => {
    const line = parse('-4 ann@db1 -p 22 ls -l -p 23')
    expect(line.passed).toEqual(['-4', '-l', 'ann', '-p', '22'])
    expect(line.remoteCommand).toEqual(['ls', '-l', '-p', '23'])
    expect(parse('db1 -- -p 22').remoteCommand).toEqual(['-p', '22'])
    expect(parse('-- db1 -p 22').remoteCommand).toEqual(['-p', '22'])
    expect(parse('-i -- db1 -p 22').remoteCommand).toEqual(['-p', '22'])
    expect(parse('-- doctor').destination.host).toBe('doctor')
    expect(parse('db1 -').remoteCommand).toEqual(['-'])
  })

  it('hands on the port and the user that it split off, where ssh would have met them', () => {
    expect(parse('-p 1 ann@db1:2 -p 3 -l bob').passed).toEqual(['-p', '1', '-l', 'ann', '-p', '2', '-p', '3', '-l', 'bob'])
    expect(parse('ssh://ann@db1:2222').passed).toEqual(['-l', 'ann', '-p', '2222'])
  })

  it('knows what was typed, the first where ssh takes the first, the last where it takes the last', () => {
    expect(parse('-p 1 -l ann bob@db1:2 -p 3').typed).toEqual({ port: '1', user: 'ann' })
    expect(parse('db1:2 -oPort=3').typed).toEqual({ port: '2' })
    expect(parse('-4 -6 -o AddressFamily=inet -b 1.1.1.1 -b 2.2.2.2 -oBindAddress=3.3.3.3 db1').typed).toEqual({
      family: 'inet6',
      bindAddress: '2.2.2.2',
    })
    expect(parse('-oAddressFamily=INET -oBindInterface=a -B b -S c db1').typed).toEqual({
      family: 'inet',
      bindInterface: 'b',
      controlPath: 'c',
    })
    expect(parse('-oUser=ann -o HostName=x -oproxyjump=a,b -oProxyCommand=secret -oControlPath=c db1').typed).toEqual({
      user: 'ann',
      hostName: 'x',
      proxyJump: 'a,b',
      controlPath: 'c',
    })
    expect(parse('-oProxyCommand=secret -oProxyJump=a db1').typed).toEqual({ proxyCommand: true })
    expect(parse('-oProxyCommand=none db1').typed).toEqual({ proxyCommand: false })
    expect(parseSshArguments(['-o', ' Port "5"', '-o', '#x', '-o', 'Port', 'db1']).typed).toEqual({ port: '5' })
  })

  it('refuses what never connects, and says what to do instead', () => {
    for (const text of ['-V', '-V db1', '-Q cipher', '-G db1', '-vG db1', '-O check db1', '-Z db1', '-1 db1']) {
      const { code, hint } = refusal(text)
      expect(code).toBe('never-connects')
      expect(hint).not.toBe('')
    }
  })

  it.each([
    ['', 'no-destination', 'no host was named'],
    ['-v', 'no-destination', 'no host was named'],
    ['--', 'no-destination', 'no host was named'],
    ['-h', 'unknown-option', 'ssh has no option "-h"'],
    ['-4\u001bx db1', 'unknown-option', 'ssh has no option "-\\x1b"'],
    ['-😀 db1', 'unknown-option', 'ssh has no option "-😀"'],
    ['--json db1', 'unknown-option', 'ssh has no option "--"'],
    ['db1 -p', 'option-value-missing', 'the option "-p" needs a value'],
    ['-', 'not-a-host', '"-" is not a host name (host names cannot begin with "-")'],
    ['-- -oProxyCommand=x', 'not-a-host', '"-oProxyCommand=x" is not a host name (host names cannot begin with "-")'],
    ['-l -x db1', 'not-a-user', '"-x" is not a user name (user names cannot begin with "-")'],
    ['db1 a\0b', 'not-an-argument', 'an argument contains a NUL character'],
  ])('refuses %j', (text, code, message) => {
    const error = refusal(text)
    expect([error.code, error.message]).toEqual([code, message])
    expect(error.exit).toBe(2)
  })

  it(`throws nothing but printable CodedErrors, and loses no word (${RUNS} inputs)`, () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 6 }), (typed) => {
        try {
          const { destination, remoteCommand } = parseSshArguments(typed)
          expect(typed).toContain(destination.input)
          expect(typed.slice(typed.length - remoteCommand.length)).toEqual(remoteCommand)
        } catch (error) {
          if (!(error instanceof CodedError)) throw error
          return isPrintable(error.message + error.hint)
        }
        return true
      }),
      { numRuns: RUNS },
    )
  })
})
