/**
 * `npm run oracle`: compares the walk with the kernel of this machine over random rulesets (root). Options: `--pairs N`, `--seed N`,
 * `--only nft,iptables-nft,iptables-legacy,mixed`, `--jobs N`, `--shrinks N`, `--trial N` (that one alone), `--packets N` (of a trial). Exits with 1 on any disagreement.
 */
import { fork } from 'node:child_process'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { KINDS, type Kind } from './generate/generate.ts'
import { Kernel, versions } from './kernel.ts'
import { kernelMissing } from './needs.ts'
import { run } from './run.ts'
import { emptyTally, table, type Tally, together, total } from './tally.ts'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string', default: KINDS.join(',') },
    jobs: { type: 'string', default: '4' },
    shrinks: { type: 'string', default: '3' },
    trial: { type: 'string' },
    packets: { type: 'string', default: '250' },
    /** Of a job: its number. */
    job: { type: 'string' },
  },
})
const kinds = values.only.split(',').filter((kind): kind is Kind => KINDS.some((known) => known === kind))
const [pairs, seed, jobs, shrinks] = [values.pairs, values.seed, values.jobs, values.shrinks].map(Number) as [
  number,
  number,
  number,
  number,
]

const missing = kernelMissing()
if (missing !== undefined) {
  console.error(missing)
  process.exitCode = 2
} else if (values.job === undefined) await lead()
else await work(Number(values.job))

type Word = { readonly tally: Tally } | { readonly line: string }

/** Starts the jobs, shows how far they are, and sums up what they found: after Ctrl-C, too. */
async function lead(): Promise<void> {
  const started = performance.now()
  const count = values.trial === undefined ? jobs : 1
  const tallies: Tally[] = Array.from({ length: count }, emptyTally)
  const show = setInterval(() => progress(together(tallies), started), 1000)
  // Ctrl-C reaches the jobs as well, which end by themselves.
  process.on('SIGINT', () => undefined)
  const codes = await Promise.all(
    tallies.map(
      (_, job) =>
        new Promise<number>((resolve) => {
          const child = fork(import.meta.filename, [...process.argv.slice(2), '--seed', String(seed), '--job', String(job)])
          child.on('message', (word: Word) => {
            if ('tally' in word) tallies[job] = word.tally
            else console.log(word.line)
          })
          child.on('close', (code) => resolve(code ?? 1))
        }),
    ),
  )
  clearInterval(show)
  const sum = together(tallies)
  const seconds = (performance.now() - started) / 1000
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  console.log(table(sum))
  for (const [why, times] of Object.entries(sum.why)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 20))
    console.log(`${times} unknown: ${why}`)
  const { kernel, nft, iptables, ipset } = versions()
  console.log(
    `kernel ${kernel}, nft ${nft}, iptables ${iptables}, ipset ${ipset}; seed ${seed}; ${Math.round(total(sum).pairs / seconds)} pairs/s`,
  )
  if (total(sum).disagreements > 0 || codes.some((code) => code !== 0)) process.exitCode = 1
}

function progress(sum: Tally, started: number): void {
  if (!process.stderr.isTTY) return
  const { pairs: done, disagreements } = total(sum)
  const rate = Math.round((done * 1000) / (performance.now() - started))
  process.stderr.write(`\r\u001B[K${done} of ${pairs} pairs, ${rate} a second, ${disagreements} disagreements`)
}

/** One job: every `jobs`-th trial, on a CPU of its own. */
async function work(job: number): Promise<void> {
  let [stopped, told] = [false, 0]
  process.on('SIGINT', () => (stopped = true))
  const kernel = new Kernel(job % cpus().length)
  const send = (word: Word): Promise<void> => new Promise((resolve) => process.send?.(word, () => resolve()))
  try {
    const tally = await run(kernel, {
      kinds,
      seed,
      packets: Number(values.packets),
      pairs: values.trial === undefined ? Math.ceil(pairs / jobs) : 1,
      first: values.trial === undefined ? job : Number(values.trial),
      step: jobs,
      shrinks,
      say: (line) => void send({ line }),
      after: async (so) => {
        // Signals and messages are seen only when this thread lets them in.
        await new Promise((resolve) => setImmediate(resolve))
        if (performance.now() - told > 500) {
          told = performance.now()
          await send({ tally: so })
        }
        return stopped
      },
    })
    await send({ tally })
  } finally {
    kernel.close()
    process.disconnect()
  }
}
