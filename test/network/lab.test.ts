import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Lab, scratch } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { settle } from '../../lab/run/program.ts'
import { answerOf, synsTo, watch } from '../../lab/wire/wire.ts'

const missing = labMissing()
if (missing !== undefined) process.stderr.write(`network tests skipped: ${missing}\n`)

const namespaces = (): string[] => (existsSync('/run/netns') ? readdirSync('/run/netns') : [])

describe.skipIf(missing !== undefined)('the lab', () => {
  test('the program runs as nobody, without any capability, and can get none', async () => {
    await using lab = await Lab.build()
    const { stdout } = await settle(lab.stage()).runOther(['sh', '-c', 'id; cat /proc/self/status; touch $HOME/file && echo written'])
    expect(stdout).toContain('uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)')
    for (const set of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb']) expect(stdout).toMatch(new RegExp(`^Cap${set}:\\s0000000000000000$`, 'm'))
    expect(stdout).toMatch(/^NoNewPrivs:\s1$/m)
    expect(stdout).toContain('written')
  })

  test('tcpdump sees every packet from before the probe until after it', async () => {
    await using lab = await Lab.build()
    const wire = await watch(lab.namespace('client'))
    for (let round = 0; round < 10; round++) {
      for (const { server } of [netOf(4), netOf(6)]) await lab.run('client', ['bash', '-c', `exec 3<>/dev/tcp/${server}/22`])
    }
    const packets = await wire.stop()
    for (const { server } of [netOf(4), netOf(6)]) {
      expect(synsTo(packets, server, 22)).toHaveLength(10)
      expect(answerOf(packets, server, 22)).toEqual({ kind: 'rst' })
    }
  })

  test.each(['SIGKILL', 'SIGINT'] as const)('nothing stays behind when a run ends by %s, nor what it had started', async (signal) => {
    const script = join(scratch(), `run-${signal}.mts`)
    writeFileSync(
      script,
      `import { Lab } from ${JSON.stringify(join(import.meta.dirname, 'lab.ts'))}
      const lab = await Lab.build()
      const sleeper = lab.start('server', ['sleep', '1000'])
      console.log(JSON.stringify({ folder: lab.folder, sleeper: sleeper.pid, namespace: lab.namespace('server') }))
      setInterval(() => {}, 1000)`,
    )
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { folder, sleeper, namespace } = JSON.parse(line.toString()) as { folder: string; sleeper: number; namespace: string }
    expect(namespaces()).toContain(namespace)
    child.kill(signal)
    for (let round = 0; round < 100 && (namespaces().includes(namespace) || existsSync(folder)); round++) await sleep(50)
    expect(namespaces()).not.toContain(namespace)
    expect(existsSync(folder)).toBe(false)
    expect(isRunning(sleeper)).toBe(false)
  })

  test('what an earlier run could not remove is swept by the next', async () => {
    const gone = spawn('true')
    await once(gone, 'close')
    const name = `sshwhy-${gone.pid}-1-c`
    await using lab = await Lab.build()
    await lab.run('client', ['true'])
    const child = spawn('ip', ['netns', 'add', name])
    await once(child, 'close')
    expect(namespaces()).toContain(name)
    const next = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { scratch } from ${JSON.stringify(join(import.meta.dirname, 'lab.ts'))}; scratch()`,
    ])
    await once(next, 'close')
    for (let round = 0; round < 100 && namespaces().includes(name); round++) await sleep(50)
    expect(namespaces()).not.toContain(name)
    expect(namespaces()).toContain(lab.namespace('client'))
  })
})

/** A zombie that nobody has waited for yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return existsSync(`/proc/${pid}/ns/net`) && readdirSync(`/proc/${pid}/fd`).length > 0
  } catch {
    return false
  }
}
