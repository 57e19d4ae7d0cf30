import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Ledger, stateDirectory } from '../../src/observe/ledger.ts'

let home = ''
let directory = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sshwhy-'))
  directory = join(home, 'a/b/sshwhy')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const NOW = 1_800_000_000_000
const file = (): string => join(directory, 'ledger')

/** One run: takes SYNs, and says how many were sent. */
function run(want: number, sent: number, now: number, address = '10.0.0.5', port = 22): number {
  const ledger = new Ledger(directory)
  const { syns, settle } = ledger.reserve(address, port, want, now)
  settle(sent)
  ledger.close()
  return syns
}

describe('SYNs', () => {
  test('4 in 30 s for each address and port, across runs', () => {
    expect(run(3, 1, NOW)).toBe(3)
    expect(run(3, 1, NOW + 1000)).toBe(3)
    expect(run(3, 1, NOW + 2000)).toBe(2)
    expect(run(3, 1, NOW + 3000)).toBe(1)
    expect(run(3, 0, NOW + 4000)).toBe(0)
    expect(run(3, 1, NOW + 4000, '10.0.0.6')).toBe(3)
    expect(run(3, 1, NOW + 4000, '10.0.0.5', 2222)).toBe(3)
    expect(run(3, 1, NOW + 30_600)).toBe(1)
  })

  test('what a silent host got counts from the last SYN', () => {
    expect(run(4, 4, NOW)).toBe(4)
    expect(run(4, 0, NOW + 30_000)).toBe(0)
    expect(run(4, 1, NOW + 30_600)).toBe(1)
    expect(run(4, 0, NOW + 35_000)).toBe(3)
  })

  test('says when one is free', () => {
    run(4, 4, NOW)
    const ledger = new Ledger(directory)
    const { syns, freeAt } = ledger.reserve('10.0.0.5', 22, 1, NOW + 10_000)
    expect([syns, freeAt]).toEqual([0, NOW + 30_500])
    ledger.close()
  })

  test('runs at the same time do not take the same', () => {
    const ledgers = Array.from({ length: 5 }, () => new Ledger(directory))
    const granted = ledgers.map((ledger) => ledger.reserve('10.0.0.5', 22, 1, NOW).syns)
    expect(granted).toEqual([1, 1, 1, 1, 0])
    for (const ledger of ledgers) ledger.close()
  })

  test('a run that was killed counts as all that it had reserved', () => {
    new Ledger(directory).reserve('10.0.0.5', 22, 4, NOW)
    expect(run(4, 0, NOW + 5000)).toBe(0)
  })
})

describe('connections', () => {
  test('4 to an address in 10 minutes, whatever the port', () => {
    const ledger = new Ledger(directory)
    for (let index = 0; index < 4; index++) {
      expect(ledger.connectionFree('10.0.0.5', NOW + index)).toEqual({ free: true })
      ledger.connected('10.0.0.5', 22 + index, NOW + index)
    }
    const later = new Ledger(directory)
    expect(later.connectionFree('10.0.0.5', NOW + 60_000)).toEqual({ free: false, freeAt: NOW + 600_000 })
    expect(later.connectionFree('10.0.0.50', NOW + 60_000)).toEqual({ free: true })
    expect(later.connectionFree('10.0.0.5', NOW + 600_001)).toEqual({ free: true })
    ledger.close()
    later.close()
  })
})

describe('the file', () => {
  test('only its owner reads it', () => {
    run(1, 1, NOW)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('stays small, forgets after 30 minutes, and is rewritten under a run that has it open', () => {
    run(1, 1, NOW)
    const open = new Ledger(directory)
    for (let index = 0; index < 1000; index++) run(1, 1, NOW + 3_600_000 + index, `10.0.${index >> 8}.${index & 255}`)
    expect(statSync(file()).size).toBeLessThan(40_000)
    expect(readFileSync(file(), 'latin1')).not.toContain(String(NOW))
    expect(open.reserve('10.0.3.231', 22, 4, NOW + 3_601_500).syns).toBe(3)
    open.close()
  })

  test('damage is passed over', () => {
    run(4, 4, NOW)
    const good = readFileSync(file())
    writeFileSync(file(), Buffer.concat([Buffer.from('\0\xff garbage\n1 2 3\n\n'), good, Buffer.from('x 1 s 10.0.0.5 22')]))
    expect(run(1, 1, NOW + 1000)).toBe(0)
    writeFileSync(file(), Buffer.alloc(200_000, 65))
    expect(run(4, 4, NOW + 1000)).toBe(4)
    expect(run(4, 4, NOW + 1500)).toBe(0)
  })

  test('a clock that was set back does not shut us out for ever', () => {
    run(4, 4, NOW)
    expect(run(4, 4, NOW - 7_200_000)).toBe(4)
  })

  test('cannot be written: this run still counts, and says why', () => {
    for (const where of [null, '/proc/nowhere/sshwhy', '/dev/null/sshwhy']) {
      const ledger = new Ledger(where)
      expect(ledger.trouble).not.toBeNull()
      expect([3, 3].map((want) => ledger.reserve('10.0.0.5', 22, want, NOW).syns)).toEqual([3, 1])
      ledger.connected('10.0.0.5', 22, NOW)
      ledger.close()
    }
  })

  test('a login counts by what became of it', () => {
    const ledger = new Ledger(directory)
    const left = (): number => ledger.connectionsLeft('10.0.0.7', NOW)
    const first = ledger.login('10.0.0.7', 22, NOW)
    expect([left(), ledger.loggedIn('10.0.0.7', NOW)]).toEqual([2, false])
    first('authenticated')
    expect([left(), ledger.loggedIn('10.0.0.7', NOW)]).toEqual([4, true])
    ledger.login('10.0.0.7', 22, NOW)('proof')
    expect(left()).toBe(3)
    ledger.login('10.0.0.7', 22, NOW)
    expect(left()).toBe(1)
    expect(ledger.loggedIn('10.0.0.7', NOW + 11 * 60_000)).toBe(false)
    ledger.close()
  })
})

test('where the state is kept', () => {
  expect(stateDirectory({ XDG_STATE_HOME: '/s', HOME: '/usr' })).toBe('/s/sshwhy')
  expect(stateDirectory({ XDG_STATE_HOME: 's', HOME: '/usr' })).toBe('/usr/.local/state/sshwhy')
  expect(stateDirectory({ HOME: '/usr' })).toBe('/usr/.local/state/sshwhy')
  expect(stateDirectory({})).toBeNull()
  expect(stateDirectory({ HOME: '/absent' }), 'a home is never made').toBeNull()
})
