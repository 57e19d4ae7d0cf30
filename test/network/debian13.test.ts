import { describe, expect, test } from 'vitest'
import { mtuScenarios13 } from './cases/mtu.ts'
import { sshd13Scenarios } from './cases/sshds.ts'
import { debian13Missing, startSshd13 } from './debian13.ts'
import { Lab } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { settle, wireOnly } from '../../lab/run/program.ts'
import { testScenarios } from './scenarios.ts'
import { connect } from './plain-connection.ts'
import { thrice } from './thrice.ts'

const noLab = labMissing()
const missing = noLab ?? (await debian13Missing())
if (noLab === undefined && missing !== undefined) process.stderr.write(`tests with OpenSSH 10 skipped: ${missing}\n`)

describe.skipIf(missing !== undefined)('OpenSSH 10 of Debian 13', () => {
  testScenarios(sshd13Scenarios)
  testScenarios(mtuScenarios13)

  test.skipIf(wireOnly).each([4, 6] as const)('IPv%i: three diagnoses in a row pass PerSourcePenalties', async (family) => {
    const net = netOf(family)
    await using lab = await Lab.build()
    await startSshd13(lab, 'server', [])
    expect(await thrice(settle(lab.stage()), net.server)).toEqual([1, 1, 1])
    expect(await connect(lab, net)).toMatch(/^SSH-2/)
    // The penalties are real: each connection without a login costs 1 s, and from 15 s on they are enforced.
    let last = ''
    for (let round = 0; round < 30 && !last.startsWith('Not allowed'); round++) last = await connect(lab, net)
    expect(last).toMatch(/^Not allowed at this time/)
  })
})
