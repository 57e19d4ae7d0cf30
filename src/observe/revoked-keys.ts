import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Capture, Evidence, HostKeySeen } from '../model/observation.ts'
import { configValues } from '../ssh/config-values.ts'
import { readStart } from './bounded-file.ts'
import { filesOf } from './known-hosts.ts'
import { runProgram } from './run-program.ts'

const TIMEOUT_MS = 2000
const MAX_FILES = 8
/** SSHKRL\n\0 (PROTOCOL.krl). */
const KRL = 'SSHKRL\n\0'
/** Of a file that ssh cannot read either; then it refuses every key. */
const UNREADABLE = 255

/**
 * Asks the files of RevokedHostKeys for the host keys that were seen, by ssh-keygen: `-Q` where the file is a KRL, `-l` where it lists keys,
 * as in sshkey_check_revoked() of authfile.c.
 * @returns one of each file, of source `revoked-keys`: its path, and a line `SHA256:…` for each key that it revokes, as the key was seen
 * (the key in a certificate, not its CA); status 255 where the file cannot be read; none where ssh_config names no file, or no key was seen
 * @throws the reason of the signal
 */
export async function askRevoked(
  captures: readonly Capture[],
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<readonly Capture[]> {
  const config = captures.find(({ source, code }) => source === 'ssh-g' && code === 0)
  const files = config ? configValues(config.out).all('revokedhostkeys').flatMap(filesOf).slice(0, MAX_FILES) : []
  const keys = evidence.flatMap((seen) => (seen.probe === 'ssh' && seen.role === 'asked' && seen.kex?.hostKey ? [seen.kex.hostKey] : []))
  if (files.length === 0 || keys.length === 0) return []
  const read = await Promise.all(files.map((file) => askFile(file, keys, signal)))
  return read.filter((one) => one !== null)
}

/** Null where it could not be told. */
async function askFile(file: string, keys: readonly HostKeySeen[], signal: AbortSignal): Promise<Capture | null> {
  const said = (code: number, revoked: readonly string[]): Capture => {
    const out = [...new Set(revoked)].join('\n')
    return { side: 'client', source: 'revoked-keys', command: file, code, out, cut: false }
  }
  try {
    accessSync(file, constants.R_OK)
    // A device or a FIFO can be read once, by ssh.
    if (!statSync(file).isFile()) return null
  } catch {
    return said(UNREADABLE, [])
  }
  if (readStart(file, KRL.length) === KRL) {
    const revoked = await Promise.all(keys.map(async (key) => ({ key, is: await inKrl(file, key, signal) })))
    if (revoked.some(({ is }) => is === null)) return null
    return said(
      0,
      revoked.filter(({ is }) => is === true).map(({ key }) => key.sha256),
    )
  }
  const listed = await runProgram('ssh-keygen', ['-l', '-E', 'sha256', '-f', file], signal, TIMEOUT_MS)
  if (listed.ended !== 'exit') return null
  const prints = new Set(listed.out.split('\n').map((line) => /^\d+ (SHA256:[A-Za-z0-9+/]{43}) /.exec(line)?.[1]))
  const revoked = keys.filter(({ sha256, signedBy }) => prints.has(sha256) || (signedBy !== undefined && prints.has(signedBy)))
  return said(
    0,
    revoked.map(({ sha256 }) => sha256),
  )
}

/** Null where ssh-keygen did not tell. It wants the key in a file. */
async function inKrl(file: string, key: HostKeySeen, signal: AbortSignal): Promise<boolean | null> {
  if (!/^[\w@.-]{1,64}$/.test(key.type) || !/^[A-Za-z0-9+/=]+$/.test(key.blob)) return null
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-key-'))
  try {
    const path = join(folder, 'key.pub')
    writeFileSync(path, `${key.type} ${key.blob}\n`, { mode: 0o600 })
    const run = await runProgram('ssh-keygen', ['-Q', '-f', file, path], signal, TIMEOUT_MS)
    const said = run.ended === 'exit' ? /: (ok|REVOKED)$/m.exec(run.out)?.[1] : undefined
    return said === undefined ? null : said === 'REVOKED'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
