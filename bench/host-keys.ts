/**
 * `npm run bench:host-keys [-- ROUNDS [HOSTS]]`: host keys of many real sshds on loopback, a process and an address each, by the library,
 * with verified signatures, beside `ssh-keyscan -t ed25519` on the same list. In turns, in a new order each round. It needs root.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { hostKeys } from '../src/sshwhy.ts'

const PORT = 2022
const rounds = Number(process.argv[2] ?? 5)
const hosts = Number(process.argv[3] ?? 300)
const folder = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'))
const key = join(folder, 'key')
const targets = Array.from({ length: hosts }, (_, index) => ({ address: `127.1.${index >> 8}.${index & 255}`, port: PORT }))
const list = join(folder, 'list')

/** Processor time of this process for a host, milliseconds: the rest is what an sshd takes to start and sign. */
const ownMs: number[] = []

/** Seconds that ours took, and that of the host keys all are this one, verified. */
async function ours(fingerprint: string): Promise<number> {
  const before = process.cpuUsage()
  const start = performance.now()
  const found = await hostKeys(targets, { algorithms: ['ssh-ed25519'] })
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  ownMs.push((user + system) / 1000 / hosts)
  const right = found.filter(({ hostKey }) => hostKey?.sha256 === fingerprint && hostKey.signature === 'verified')
  if (right.length !== hosts) throw new Error(`${right.length} of ${hosts} host keys: ${found.find(({ trouble }) => trouble)?.trouble}`)
  return seconds
}

function keyscan(): number {
  const start = performance.now()
  const { stdout } = spawnSync('ssh-keyscan', ['-t', 'ed25519', '-p', String(PORT), '-f', list], { encoding: 'utf8' })
  const seconds = (performance.now() - start) / 1000
  const found = stdout.split('\n').filter((line) => line.includes(' ssh-ed25519 ')).length
  if (found !== hosts) throw new Error(`ssh-keyscan found ${found} of ${hosts} host keys`)
  return seconds
}

const median = (values: readonly number[]): number => values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN
const rate = (seconds: number): string => `${(hosts / seconds).toFixed(1)} hosts/s`

execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
writeFileSync(list, targets.map(({ address }) => `${address}\n`).join(''))
const fingerprint = execFileSync('ssh-keygen', ['-lf', key], { encoding: 'utf8' }).split(' ')[1] ?? ''
const daemons = targets.map(({ address }) => {
  const config = join(folder, address)
  const lines = [`HostKey ${key}`, `ListenAddress ${address}`, `Port ${PORT}`, 'UsePAM no', 'PidFile none', 'LogLevel ERROR']
  writeFileSync(config, `${lines.join('\n')}\n`)
  return spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: 'ignore' })
})
try {
  for (let up = 0; up < hosts;) {
    await new Promise((done) => setTimeout(done, 200))
    const open = readFileSync('/proc/net/tcp', 'utf8').split('\n')
    up = open.filter(
      (line) => line.split(/\s+/)[2]?.endsWith(`:${PORT.toString(16).toUpperCase().padStart(4, '0')}`) && / 0A /.test(line),
    ).length
  }
  const times = { ours: [] as number[], keyscan: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) times.ours.push(await ours(fingerprint))
    times.keyscan.push(keyscan())
    if (round % 2 === 1) times.ours.push(await ours(fingerprint))
    console.log(`round ${round + 1}: sshwhy ${rate(times.ours.at(-1) ?? 0)}, ssh-keyscan ${rate(times.keyscan.at(-1) ?? 0)}`)
  }
  const version = spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr.trim()
  console.log(`${hosts} sshds, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${version}`)
  console.log(`median: sshwhy ${rate(median(times.ours))}, ssh-keyscan -t ed25519 ${rate(median(times.keyscan))}`)
  console.log(`processor time of sshwhy: ${median(ownMs).toFixed(2)} ms a host`)
  console.log(`ratio: ${(median(times.keyscan) / median(times.ours)).toFixed(1)}`)
} finally {
  for (const daemon of daemons) daemon.kill()
  rmSync(folder, { recursive: true, force: true })
}
