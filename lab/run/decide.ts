import { setTimeout as sleep } from 'node:timers/promises'
import type { Decide } from '../../src/model/cause.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { shellWord } from '../../src/net/shell-word.ts'
import { ownerOf } from '../machine/topology.ts'
import type { World } from '../machine/world.ts'
import { classOf, type Run } from '../scenario/read.ts'
import type { Program } from './program.ts'

/** What the program's proposal of a command came to, on the broken host. */
export interface Decided {
  readonly cause: string
  readonly decide: Decide
  readonly output: string
}

/** Runs the command that the report gives for the true cause, where it says that it must be run. */
export async function decide(world: World, run: Run, seen: Diagnosis, about: string, program: Program): Promise<Decided | null> {
  const { truth } = run.scenario
  const finding = seen.findings.find(({ cause }) => cause === truth.wall)
  if (!finding?.decide) return null
  const nodes = Object.keys(run.topology.nodes)
  const asked = ownerOf(run.topology, about)
  const offender = /from ([a-z0-9]+)$/.exec(classOf(run))?.[1]
  const named = {
    here: 'client',
    server: asked !== undefined && run.topology.nodes[asked] === 'host' ? asked : 'server',
    router: offender ?? nodes.find((each) => run.topology.nodes[each] === 'router'),
    elsewhere: nodes.find((each) => each === 'client2'),
    cloud: undefined,
  }[finding.decide.where]
  const node = run.scenario.decideOn ?? named
  if (node === undefined) return { cause: finding.cause, decide: finding.decide, output: '' }
  // What watches (tcpdump, ssh -v) does not end by itself. Everything runs as root already, and not every machine has a sudo.
  const command = `sudo() { "$@"; }; export -f sudo; ${finding.decide.command}`
  const argv = ['timeout', '12', 'bash', '-c', command]
  // Who watches the wire tries again meanwhile.
  const again = command.includes('tcpdump') ? sleep(2000).then(() => retry(program, about, run.scenario.port)) : undefined
  const { stdout, stderr } =
    node === 'client' ? await program.runAsRoot(argv) : await world.sh(node, `set +e; ${argv.slice(0, 4).join(' ')} ${shellWord(command)}`)
  await again
  return { cause: finding.cause, decide: finding.decide, output: `${stdout}${stderr}`.slice(0, 1 << 18) }
}

/** One connection, as the client would make it. */
async function retry(program: Program, address: string, port: number): Promise<void> {
  await program.runOther(['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`])
}
