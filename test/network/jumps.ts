import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { readDiagnosis, settle } from '../../lab/run/program.ts'
import { overBudget } from '../../lab/wire/budget.ts'
import { watch } from '../../lab/wire/wire.ts'
import { Lab } from './lab.ts'
import { type Net, netOf } from './net.ts'
import { hostKey, startSshd } from './sshd.ts'

const NOBODY = 65534

/** The machines of the chain, in the order of travel. */
export const CHAIN = ['bastion', 'inner', 'deep', 'target'] as const
export type Machine = (typeof CHAIN)[number]

export interface JumpScene {
  /** Lines of the sshd_config of a machine; null: no sshd runs there. */
  readonly sshd?: Partial<Record<Machine, readonly string[] | null>>
  /** Shell scripts, by host, once all sshds run. */
  readonly sh?: Partial<Record<'client' | 'router' | 'server', (net: Net) => string>>
  /** Lines of ssh_config before the Host blocks of the chain. */
  readonly config?: (net: Net) => string
  /** The Host block of the target in place of `ProxyJump bastion,inner,deep`. */
  readonly way?: string
  readonly passphrase?: string
  /** Machines whose host key the client does not know. */
  readonly unknown?: readonly Machine[]
  readonly words?: readonly string[]
}

export interface JumpPlayed {
  readonly seen: Diagnosis
  readonly code: number | null
  readonly report: string
  /** What the wire shows against the budget of the first jump host. */
  readonly over: readonly string[]
  /** What the system's own ssh says, batch mode. */
  readonly ssh: string
}

/**
 * client – router – server. The bastion is the sshd of the router, which the client reaches; the others are sshds of the server on two
 * addresses and three ports, which only the router reaches.
 */
export async function playJumps(scene: JumpScene, family: 4 | 6 = 4): Promise<JumpPlayed> {
  const net = netOf(family)
  await using lab = await Lab.build()
  const at = (...names: readonly string[]): string => join(lab.folder, ...names)
  const places: Readonly<Record<Machine, { readonly host: 'router' | 'server'; readonly address: string; readonly port: number }>> = {
    bastion: { host: 'router', address: net.router, port: 22 },
    inner: { host: 'server', address: net.server, port: 22 },
    deep: { host: 'server', address: net.server2, port: 22 },
    target: { host: 'server', address: net.server, port: 2222 },
  }
  mkdirSync(at('keys'))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', scene.passphrase ?? '', '-C', 'lab', '-f', at('keys', 'id')])
  writeFileSync(at('authorized'), readFileSync(at('keys', 'id.pub')))
  for (const file of ['id', 'id.pub']) chownSync(at('keys', file), NOBODY, NOBODY)
  chownSync(at('keys'), NOBODY, NOBODY)
  chmodSync(at('keys'), 0o700)
  const key = readFileSync(`${hostKey()}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const known: string[] = []
  for (const machine of CHAIN) {
    const { host, address, port } = places[machine]
    const named = port === 22 ? address : `[${address}]:${port}`
    if (scene.unknown?.includes(machine) !== true) known.push(`${named} ${key}`)
    const lines = scene.sshd?.[machine]
    if (lines === null) continue
    const own = [
      `ListenAddress ${family === 6 ? `[${address}]` : address}:${port}`,
      'StrictModes no',
      `AuthorizedKeysFile ${at('authorized')}`,
    ]
    await startSshd(lab, host, [...own, ...(lines ?? [])])
  }
  writeFileSync(at('known_hosts'), `${known.join('\n')}\n`)
  for (const host of ['client', 'router', 'server'] as const) {
    const script = scene.sh?.[host]
    if (script) await lab.sh(host, script(net))
  }
  const blocks = CHAIN.map((machine) => `Host ${machine}\n  HostName ${places[machine].address}\n  Port ${places[machine].port}\n`)
  const config = `${scene.config?.(net) ?? ''}\n${blocks.join('')}Host target\n  ${scene.way ?? 'ProxyJump bastion,inner,deep'}\nHost *\n  User root\n  IdentityFile ${at('keys', 'id')}\n  UserKnownHostsFile ${at('known_hosts')}\n`
  const program = settle(lab.stage(), { etc: { 'ssh/ssh_config': config } })
  const wire = await watch(lab.namespace('client'))
  const ran = await program.run(['--json', ...(scene.words ?? []), 'target'])
  const packets = await wire.stop()
  const ssh = await program.runOther(['timeout', '20', 'ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=6', 'target', 'true'])
  const report = await program.run(['--again', ...(scene.words ?? []), 'target'])
  return {
    seen: readDiagnosis(ran),
    code: ran.code,
    report: report.stdout,
    over: overBudget(packets, [net.router], 22),
    ssh: ssh.code === 0 ? 'works' : ssh.stderr.trim(),
  }
}
