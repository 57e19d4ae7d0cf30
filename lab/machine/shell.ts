import { spawn, type ChildProcess } from 'node:child_process'

/**
 * Root's tools lie in /usr/sbin, which is not in everybody's PATH. Node's pipes are sockets, and a bash of the first level that has one as
 * its input takes itself for rshd's and reads ~/.bashrc (bash(1), INVOCATION), which may do anything, and wait for anything: SHLVL says
 * that it is not the first.
 */
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/local/sbin:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8', SHLVL: '1' }

/** Milliseconds that output may still come after a command has ended. */
const LEFT_OPEN_MS = 2000

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
}

/**
 * Runs a command to its end. Never throws for an exit code.
 * @param limit kill -9 after so many milliseconds; the code is then null
 */
export async function run(argv: readonly string[], input = '', limit = 60_000): Promise<Ran> {
  const started = performance.now()
  const [command = '', ...words] = argv
  const child = spawn(command, words, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {}).end(input)
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  // What it left running may hold its output open for ever.
  closeAfterExit(child)
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  clearTimeout(timer)
  return { code, stdout, stderr, ms: performance.now() - started }
}

function closeAfterExit(child: ChildProcess): void {
  child.on('exit', () => setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), LEFT_OPEN_MS).unref())
}

/** Runs a POSIX shell script that must succeed. @throws Error with the script and what it said */
export async function mustRun(argv: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(argv, input)
  if (code !== 0) throw new Error(`exit ${code}: ${argv.join(' ')}\n${input}\n${stderr}${stdout}`)
  return stdout
}

export interface Running {
  readonly pid: number
  readonly child: ChildProcess
  /** Everything it wrote so far, both streams. */
  readonly output: () => string
  /** Resolves as soon as the output matches `times` times. @throws Error when it ends before, or after 10 s */
  readonly says: (pattern: RegExp, times?: number) => Promise<void>
  /** Ends it, and resolves when it has ended. */
  readonly stop: () => Promise<void>
}

/** Starts a long-running command. */
export function start(argv: readonly string[]): Running {
  const [command = '', ...words] = argv
  const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  closeAfterExit(child)
  let output = ''
  let ended = false
  const watchers = new Set<() => void>()
  const changed = (): void => watchers.forEach((watcher) => watcher())
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      changed()
    })
  }
  const end = new Promise<void>((resolve) => {
    const over = (): void => {
      ended = true
      changed()
      resolve()
    }
    child.on('error', over).on('close', over)
  })
  return {
    pid: child.pid ?? -1,
    child,
    output: () => output,
    says: (pattern, times = 1) =>
      new Promise((resolve, reject) => {
        const every = new RegExp(pattern.source, 'g')
        const fail = (why: string): void => done(() => reject(new Error(`${argv.join(' ')}: ${why} ${pattern}:\n${output}`)))
        const timer = setTimeout(() => fail('not within 10 s'), 10_000)
        const done = (settle: () => void): void => {
          clearTimeout(timer)
          watchers.delete(look)
          settle()
        }
        const look = (): void => {
          if ((output.match(every) ?? []).length >= times) done(resolve)
          else if (ended) fail('ended before')
        }
        watchers.add(look)
        look()
      }),
    stop: async () => {
      if (!ended) child.kill('SIGKILL')
      await end
    },
  }
}
