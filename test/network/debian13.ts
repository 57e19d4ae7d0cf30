import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Lab } from './lab.ts'
import type { Host } from './net.ts'
import { find } from '../../lab/machine/needs.ts'
import { run, type Running } from '../../lab/machine/shell.ts'
import { hostKey } from './sshd.ts'

/** Debian 13's sshd and its libraries, unpacked once: 90 MB, 8 s. Outside of the repository, and kept. */
const ROOT = '/var/cache/sshwhy-lab/debian13-1'

const ETC: Record<string, string> = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n',
  group: 'root:x:0:\nnogroup:x:65534:\n',
}

/**
 * The root file system with Debian 13's sshd.
 * @throws Error with the reason why it cannot be had
 */
async function root(): Promise<string> {
  if (existsSync(ROOT)) return ROOT
  if (find('mmdebstrap') === undefined) throw new Error('missing package: apt-get install mmdebstrap')
  mkdirSync(dirname(ROOT), { recursive: true })
  const fresh = mkdtempSync(`${ROOT}-`)
  const { code, stderr } = await run(
    ['mmdebstrap', '--quiet', '--variant=extract', '--include=openssh-server', 'trixie', fresh],
    '',
    170_000,
  )
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Error(`Debian 13's sshd cannot be had: ${stderr.trim().split('\n').at(-1) ?? `exit ${code}`}`)
  }
  for (const folder of ['bin', 'sbin', 'lib', 'lib64'])
    if (!existsSync(join(fresh, folder))) symlinkSync(`usr/${folder}`, join(fresh, folder))
  for (const folder of ['run', 'proc', 'dev', 'root']) mkdirSync(join(fresh, folder), { recursive: true })
  for (const [name, text] of Object.entries(ETC)) writeFileSync(join(fresh, 'etc', name), text)
  try {
    renameSync(fresh, ROOT)
  } catch {
    // Another worker was faster.
    rmSync(fresh, { recursive: true, force: true })
  }
  return ROOT
}

/**
 * Why there is no sshd of Debian 13, in one line, or undefined.
 * @throws Error with CI=true, when it cannot be had
 */
export async function debian13Missing(): Promise<string | undefined> {
  try {
    await root()
    return undefined
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    return error instanceof Error ? error.message : String(error)
  }
}

let configs = 0

/** Starts Debian 13's sshd on a host of the lab. Resolves when it listens. */
export async function startSshd13(lab: Lab, host: Host, lines: readonly string[]): Promise<Running> {
  const stand = await root()
  const config = join(lab.folder, `sshd13_config.${++configs}`)
  writeFileSync(config, ['HostKey /run/host_key', 'UsePAM no', 'PidFile none', 'LogLevel VERBOSE', ...lines, ''].join('\n'))
  const before = `
    mount --bind ${stand} ${stand}
    mount --rbind /dev ${stand}/dev
    mount -t proc proc ${stand}/proc
    mount -t tmpfs -o mode=755 run ${stand}/run
    mkdir -m 755 ${stand}/run/sshd
    install -m 600 ${hostKey()} ${stand}/run/host_key
    install -m 644 ${config} ${stand}/run/config`
  const sshd = lab.start(host, ['/usr/sbin/sshd', '-D', '-e', '-f', '/run/config'], { root: stand, before })
  await sshd.says(/Server listening on/, 2)
  return sshd
}
