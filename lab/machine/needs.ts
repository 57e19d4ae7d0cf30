import { accessSync, constants } from 'node:fs'
import { execFileSync } from 'node:child_process'

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']

/** Where a command of the system lies, or undefined. */
export function find(command: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${command}`).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Why namespaces with such commands in them cannot be had here, in one line, or undefined.
 * @param commands the commands that are needed, and the Debian package of each
 */
export function whyNot(commands: Readonly<Record<string, string>>): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const missing = [...new Set(Object.entries(commands).flatMap(([command, owner]) => (find(command) ? [] : [owner])))]
  if (missing.length > 0) return `missing packages: apt-get install ${missing.join(' ')}`
  try {
    execFileSync('unshare', ['--net', '--mount', 'true'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no namespaces here: ${error instanceof Error ? error.message.split('\n').at(1) : ''}`
  }
}
