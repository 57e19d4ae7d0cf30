/** The half of the lab that lives in the cage: builds the worlds, and writes a line for each run. Started by cage.ts. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bases } from '../machine/base.ts'
import { type Ground, inBrokenWorld, clientOf, play } from '../run/play.ts'
import { readScenarios, type Run, runsOf } from '../scenario/read.ts'
import { judge } from '../score/judge.ts'
import type { Score } from '../score/score.ts'
import { line } from '../score/line.ts'

export interface Order {
  readonly bases: Bases
  /** The runs to be made, by id. */
  readonly runs: readonly string[]
  readonly jobs: number
  /** File to which each score is appended, as a line of JSON. */
  readonly scores: string
  /** Break the first run, say how to enter it, and wait: the file that holds the PID of a process in the cage. Null: make them all. */
  readonly keep: string | null
  readonly cgroup: string
}

const FOLDER = '/run/lab/worlds'
/** A run takes ten seconds, those that wait for limits and reboots up to a minute. */
const RUN_LIMIT_MS = 240_000

async function main(order: Order): Promise<void> {
  process.on('SIGINT', () => process.exit(130))
  mkdirSync(FOLDER, { recursive: true })
  for (const folder of ['/run/lab', FOLDER]) chmodSync(folder, 0o755)
  const keys = { lab: '/run/lab/key', rsa: '/run/lab/key-rsa' }
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', keys.lab])
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-C', 'lab-rsa', '-f', keys.rsa])
  const ground: Ground = { bases: order.bases, folder: FOLDER, cgroup: order.cgroup, keys }
  const runs = runsOf(readScenarios()).filter(({ id }) => order.runs.includes(id))
  const [first] = runs
  if (order.keep !== null && first) return keep(first, ground, order.keep)
  await makeAll(runs, order, ground)
}

/** A number of worlds at a time, in the order of their names. */
async function makeAll(runs: readonly Run[], order: Order, ground: Ground): Promise<void> {
  const waiting = runs.toReversed()
  let made = 0
  const work = async (): Promise<void> => {
    for (let run = waiting.pop(); run; run = waiting.pop()) {
      const score = await make(run, ground, `w${++made}`)
      appendFileSync(order.scores, `${JSON.stringify(score)}\n`)
      console.log(line(score))
    }
  }
  await Promise.all(Array.from({ length: order.jobs }, work))
}

/** Plays and judges one run. What keeps a world from being built or broken is told as the scenario's. */
async function make(run: Run, ground: Ground, id: string): Promise<Score> {
  try {
    return judge(await Promise.race([play(run, ground, id), tooLong()]))
  } catch (error) {
    // Where it stands matters only in a bug.
    const said = error instanceof Error ? (error.constructor === Error ? error.message : (error.stack ?? error.message)) : String(error)
    return judge({
      run,
      typed: run.scenario.typed,
      about: '',
      wire: '',
      packets: [],
      seen: null,
      exit: null,
      ms: 0,
      report: '',
      decided: null,
      lab: [said],
      crash: 'not tried',
    })
  }
}

/** Fails in time. What hangs stays until the cage is gone. */
async function tooLong(): Promise<never> {
  await sleep(RUN_LIMIT_MS, undefined, { ref: false })
  throw new Error(`it takes longer than ${RUN_LIMIT_MS / 1000} s`)
}

async function keep(run: Run, ground: Ground, cage: string): Promise<void> {
  await inBrokenWorld(run, ground, 'k', async (world) => {
    const { typed } = await clientOf(world, run, ground)
    const inside = `sudo nsenter -t ${readFileSync(cage, 'utf8')} -m -p`
    const nodes = Object.entries(run.topology.nodes).map(([node, kind]) => {
      const enter =
        kind === 'host' && world.host(node).runs ? `nsenter -t ${world.host(node).init} -a` : `ip netns exec ${world.namespace(node)}`
      return `  ${node.padEnd(9)} ${inside} ${enter} bash`
    })
    console.log(`
${run.id}: ${run.scenario.title}
${run.topology.title}

To enter, as root, from another terminal:
${nodes.join('\n')}

In the client, try: XDG_STATE_HOME=$(mktemp -d) ${join(import.meta.dirname, '../../bin/sshwhy.js')} ${typed.join(' ')}
Ctrl-C removes it all.`)
    await new Promise((resolve) => setInterval(() => resolve, 60_000))
  })
}

await main(JSON.parse(process.argv[2] ?? '') as Order)
