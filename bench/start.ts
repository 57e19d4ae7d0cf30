/**
 * `npm run bench [-- RUNS]`: how long the packaged command takes from its start to the full verdict on a refused loopback port, beside nmap, ssh, nc
 * and Node itself. The commands are run in turns, in a new order each round. It needs `npm run build` first, and root for nmap's SYN scan.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

interface Contender {
  readonly name: string
  readonly argv: (address: string) => readonly [string, ...string[]]
  /** What the output must be for the run to count. */
  readonly right: (out: string, code: number | null) => boolean
  readonly times: number[]
}

/** More than the runs after which the compiled code is no longer written again. */
const WARM_UP = 6
const PORT = 22
const runs = Number(process.argv[2] ?? 25)
const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin/sshwhy.js')
const isRoot = process.getuid?.() === 0
const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'))
/** The ledger of the user is left alone, and the compile cache is the same for every round. */
const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state'), XDG_CACHE_HOME: join(scratch, 'cache') }

const contender = (name: string, argv: Contender['argv'], right: Contender['right']): Contender => ({ name, argv, right, times: [] })
const node = contender(
  'node -e 0',
  () => [process.execPath, '-e', '0'],
  (_, code) => code === 0,
)
const verdict = contender('sshwhy ADDRESS --json', (address) => [process.execPath, bin, address, '--json'], isRefused)
const version = contender(
  'sshwhy --version',
  () => [process.execPath, bin, '--version'],
  (out) => /\d+\.\d+\.\d+/.test(out),
)
const synScan = contender(
  'nmap -Pn -n -p22 --reason (root)',
  (address) => ['nmap', '-Pn', '-n', '-p22', '--reason', address],
  (out) => out.includes('reset'),
)
const contenders = [
  node,
  version,
  verdict,
  ...(isRoot ? [synScan] : []),
  contender(
    'nmap -sT -Pn -n -p22',
    (address) => ['nmap', '-sT', '-Pn', '-n', '-p22', address],
    (out) => out.includes('closed'),
  ),
  contender(
    'ssh -o BatchMode=yes',
    (address) => ['ssh', '-o', 'BatchMode=yes', address],
    (_, code) => code === 255,
  ),
  contender(
    'nc -zv',
    (address) => ['nc', '-zv', address, String(PORT)],
    (_, code) => code === 1,
  ),
].filter((one) => spawnSync(one.argv('127.0.0.1')[0], ['--help'], { stdio: 'ignore' }).error === undefined)

if (await isOpen()) throw new Error(`something listens on port ${PORT} of 127.0.0.1: stop it, the bench is about a refused port`)

try {
  for (let round = -WARM_UP; round < runs; round++) {
    for (const one of shuffled(contenders)) {
      const took = time(one)
      if (round >= 0) one.times.push(took)
    }
  }
  print()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function time({ name, argv, right }: Contender): number {
  const [command, ...words] = argv(freshAddress())
  const started = performance.now()
  const { stdout, stderr, status } = spawnSync(command, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const took = performance.now() - started
  if (!right(stdout, status)) throw new Error(`${name} ended with ${status} and said what it should not:\n${stdout}${stderr}`)
  return took
}

/** Largest resident size of one run, MiB; the median of seven. */
function memory(one: Contender): number {
  const file = join(scratch, 'memory')
  const preload = join(import.meta.dirname, 'peak-memory.cjs')
  const sizes = Array.from({ length: 7 }, () => {
    const [command, ...words] = one.argv(freshAddress())
    spawnSync(command, ['--require', preload, ...words], { env: { ...env, PEAK_MEMORY_FILE: file }, stdio: 'ignore' })
    return Number(readFileSync(file, 'utf8')) / 1024
  })
  return median(sizes)
}

/** The whole answer: refused, and by a RST. */
function isRefused(out: string, code: number | null): boolean {
  const seen = JSON.parse(out) as {
    readonly addresses: readonly { readonly outcome: string; readonly answer: { readonly kind: string } }[]
  }
  const [address] = seen.addresses
  return code === 1 && address?.outcome === 'refused' && address.answer.kind === 'rst'
}

/** Never the same twice, so that the ledger of one run does not limit the next. */
function freshAddress(): string {
  const byte = (): number => 1 + Math.floor(Math.random() * 254)
  return `127.${byte()}.${byte()}.${byte()}`
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2
}

function print(): void {
  const floor = median(node.times)
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, medians of ${runs} runs in turns\n`)
  console.log(`${'command'.padEnd(34)}${'ms'.padStart(8)}${'fastest'.padStart(9)}${'× node -e 0'.padStart(13)}`)
  for (const { name, times } of contenders) {
    const middle = median(times)
    console.log(
      `${name.padEnd(34)}${middle.toFixed(1).padStart(8)}${Math.min(...times)
        .toFixed(1)
        .padStart(9)}${(middle / floor).toFixed(2).padStart(13)}`,
    )
  }
  const [own, bare] = [memory(verdict), memory(node)]
  console.log(`\npeak memory: ${own.toFixed(1)} MiB, of node -e 0: ${bare.toFixed(1)} MiB\n`)
  target('start to verdict, of nmap as root', synScan.times.length > 0 ? median(verdict.times) / median(synScan.times) : null, 1)
  target('start to verdict, of node -e 0', median(verdict.times) / floor, 2.2)
  target('--version, of node -e 0', median(version.times) / floor, 1.3)
  target('peak memory, of node -e 0', own / bare, 1.6)
}

function target(name: string, ratio: number | null, most: number): void {
  const says = ratio === null ? 'not measured' : ratio <= most ? 'met' : 'NOT met'
  console.log(`${name.padEnd(36)}${(ratio?.toFixed(2) ?? '–').padStart(6)} × (at most ${most}) ${says}`)
}

function isOpen(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(PORT, '127.0.0.1')
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
