import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, scratch } from './lab.ts'
import type { Running } from '../../lab/machine/shell.ts'
import type { View } from '../../lab/machine/inside.ts'
import type { Host } from './net.ts'

/** One host key for all labs of this process. */
export function hostKey(): string {
  const file = join(scratch(), 'host_key')
  if (!existsSync(file)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file])
  return file
}

let configs = 0

/**
 * Starts the machine's own sshd in a lab, in the foreground. Resolves when it listens.
 * @param lines sshd_config, e.g. `Port 2222`; without a HostKey it has that of hostKey()
 */
export async function startSshd(lab: Lab, host: Host, lines: readonly string[] = [], view: View = {}): Promise<Running> {
  const own = lines.some((line) => line.startsWith('HostKey '))
  const file = join(lab.folder, `sshd_config.${++configs}`)
  // The first value of a keyword wins.
  const first = own ? [] : [`HostKey ${hostKey()}`]
  writeFileSync(file, [...first, ...lines, 'UsePAM no', 'PidFile none', 'LogLevel VERBOSE', ''].join('\n'))
  const sshd = lab.start(host, ['/usr/sbin/sshd', '-D', '-e', '-f', file], { ...view, run: true })
  const ports = Math.max(1, lines.filter((line) => line.startsWith('Port ')).length)
  const addresses = lines.filter((line) => line.startsWith('ListenAddress ')).length || 2
  await sshd.says(/Server listening on/, ports * addresses)
  return sshd
}
