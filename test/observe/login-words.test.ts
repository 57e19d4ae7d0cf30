import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { loginWords, wordsOfLogin } from '../../src/observe/login-words.ts'
import { parseSshArguments } from '../../src/ssh/command-line.ts'

const words = (typed: readonly string[], knows = true): readonly string[] => {
  const line = parseSshArguments(typed)
  return loginWords({
    passed: line.passed,
    host: line.destination.host,
    controlPath: '/tmp/100%/s',
    logFile: '/tmp/log',
    knows: () => knows,
    connectSeconds: 4,
    family: null,
  })
}

describe('the words of a login', () => {
  test.each([
    [
      ['-L', '8080:a:80', '-p', '2222', 'db1'],
      ['-p', '2222'],
    ],
    [['-fNAXYMtt', '-4', 'db1'], ['-4']],
    [['-4fC', 'db1'], ['-4C']],
    [['-W', 'a:1', '-S', '/x', '-D', '1080', '-w', '0', '-O', 'x'].slice(0, 6).concat('-i', '/k', 'db1'), ['-i', '/k']],
    [
      ['-K', 'db1'],
      ['-o', 'GSSAPIAuthentication=yes'],
    ],
    [
      ['-o', 'PermitLocalCommand=yes', 'ann@db1'],
      ['-o', 'PermitLocalCommand=yes', '-l', 'ann'],
    ],
  ])('%j', (typed, kept) => {
    expect(wordsOfLogin(parseSshArguments(typed).passed)).toEqual(kept)
  })

  test('what an old ssh does not know is left out', () => {
    expect(words(['db1'], false).join(' ')).not.toMatch(/ForkAfter|AddKeysToAgent/)
    expect(words(['db1']).join(' ')).toMatch(/ForkAfter.*AddKeysToAgent|AddKeysToAgent.*ForkAfter/)
  })

  test.skipIf(spawnSync('ssh', ['-V']).status !== 0)('ssh reads them so, whatever the user typed', () => {
    const typed = [
      '-A',
      '-X',
      '-f',
      '-t',
      '-L',
      '8080:a:80',
      '-o',
      'ControlPersist=yes',
      '-o',
      'PermitLocalCommand=yes',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UpdateHostKeys=yes',
      '-o',
      'AddKeysToAgent=yes',
      '-o',
      'BatchMode=no',
      '-o',
      'ForkAfterAuthentication=yes',
      '-o',
      'RequestTTY=force',
      'ann@db1.example.com',
    ]
    const { stdout } = spawnSync('ssh', ['-G', '-F', 'none', ...words(typed).filter((word) => !/^(?:-E|\/tmp\/log)$/.test(word))], {
      encoding: 'utf8',
    })
    const value = (keyword: string): string | undefined => new RegExp(`^${keyword} (.*)$`, 'm').exec(stdout)?.[1]
    expect({
      batch: value('batchmode'),
      persist: value('controlpersist'),
      path: value('controlpath'),
      command: value('permitlocalcommand'),
      strict: value('stricthostkeychecking'),
      update: value('updatehostkeys'),
      add: value('addkeystoagent'),
      agent: value('forwardagent'),
      x11: value('forwardx11'),
      fork: value('forkafterauthentication'),
      session: value('sessiontype'),
      cleared: value('clearallforwardings'),
      user: value('user'),
    }).toEqual({
      batch: 'yes',
      persist: 'no',
      path: '/tmp/100%/s',
      command: 'no',
      strict: 'true',
      update: 'false',
      add: 'false',
      agent: 'no',
      x11: 'no',
      fork: 'no',
      session: 'none',
      cleared: 'yes',
      user: 'ann',
    })
    expect(stdout).not.toMatch(/^localforward/m)
  })
})
