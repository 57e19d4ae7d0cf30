import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { runSshG } from './ssh-g.ts'

const TIMEOUT_MS = 2000

/** Where ssh would look a host key up. */
export interface KnownHost {
  readonly host: string
  readonly port: number
  /** The lines of `ssh -G` that were recorded. */
  readonly config: string
}

/** Whether known_hosts has any key for the host, by `ssh-keygen -F`, which knows its hashed names and its patterns. */
export async function isKnownHost({ host, port, config }: KnownHost, signal: AbortSignal): Promise<boolean> {
  const valueOf = (keyword: string): string | undefined => new RegExp(`^${keyword} (.*)$`, 'm').exec(config)?.[1]?.trim()
  const alias = valueOf('hostkeyalias')
  const name = (alias ?? (port === 22 ? host : `[${host}]:${port}`)).toLowerCase()
  const files = ['userknownhostsfile', 'globalknownhostsfile']
    .flatMap((keyword) => (valueOf(keyword) ?? '').split(/\s+/))
    .map((file) => (file.startsWith('~/') ? join(userInfo().homedir, file.slice(2)) : file))
    .filter((file) => file.startsWith('/') && existsSync(file))
  const found = await Promise.all(
    files.map(async (file) => (await runSshG('ssh-keygen', ['-F', name, '-f', file], signal, TIMEOUT_MS)).out !== ''),
  )
  return found.includes(true)
}
