import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshAddress } from '../peers.ts'

const SSHD = '/usr/sbin/sshd'

/** Why no sshd can be started here; undefined: one can. */
export const sshdMissing: string | undefined = !existsSync(SSHD)
  ? 'no sshd'
  : process.getuid?.() !== 0
    ? 'sshd needs root'
    : existsSync('/run/sshd')
      ? undefined
      : 'no /run/sshd'

/** A folder with host keys; removed with `dispose`. */
export function keyFolder(): { readonly path: string; readonly key: (...words: readonly string[]) => string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sshwhy-keys-'))
  return {
    path,
    key: (...words) => {
      const file = join(path, words.join('-').replaceAll(/[^\w-]/g, ''))
      if (!existsSync(file)) execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'test', '-t', ...words, '-f', file])
      return file
    },
    dispose: () => rmSync(path, { recursive: true, force: true }),
  }
}

export interface Serving extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** What the server has logged so far. */
  readonly log: () => string
}

/** A real sshd on a loopback address of its own. Resolves when it accepts connections. */
export async function serve(folder: string, lines: readonly string[]): Promise<Serving> {
  const address = freshAddress()
  const port = 2022
  const config = join(folder, `config-${address}`)
  writeFileSync(config, [`ListenAddress ${address}`, `Port ${port}`, 'UsePAM no', 'PidFile none', ...lines, ''].join('\n'))
  return start([SSHD, '-D', '-e', '-f', config], address, port)
}

/** A program that listens on the address and port. */
export async function start([program = '', ...words]: readonly string[], address: string, port: number): Promise<Serving> {
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = once(child, 'exit')
  const up = async (): Promise<void> => {
    while (child.exitCode === null && !/listening on/i.test(log) && !(await accepts(address, port, /dropbear/.test(program))))
      await new Promise((done) => setTimeout(done, 20))
    if (child.exitCode !== null) throw new Error(`${program} ended: ${log}`)
  }
  await up()
  return {
    address,
    port,
    log: () => log,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function accepts(address: string, port: number, probe: boolean): Promise<boolean> {
  if (!probe) return false
  const socket = connect({ port, host: address })
  socket.on('error', () => {})
  const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false)
  socket.destroy()
  return open
}
