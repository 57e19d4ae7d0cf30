import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Decide } from '../../src/model/cause.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { shellWord } from '../../src/net/shell-word.ts'
import type { Bases } from '../machine/base.ts'
import type { Ran } from '../machine/shell.ts'
import { ownerOf } from '../machine/topology.ts'
import { World } from '../machine/world.ts'
import type { AnswerClass } from '../scenario/class.ts'
import type { Run } from '../scenario/read.ts'
import { wireClass } from '../score/answer.ts'
import type { Packet } from '../wire/pcap.ts'
import { watch } from '../wire/wire.ts'
import { perform, Ssh, traced } from './ground-truth.ts'
import { type Program, readDiagnosis, settle, type Stage } from './program.ts'

/** What all runs of a lab share. */
export interface Ground {
  readonly bases: Bases
  /** Folder of the worlds, readable by everybody. */
  readonly folder: string
  readonly cgroup: string
  /** File of the private key with which `ann` may log in on every host; beside it the public one, `.pub`. */
  readonly key: string
}

/** What the program's proposal of a command came to, on the broken host. */
export interface Decided {
  readonly cause: string
  readonly decide: Decide
  readonly output: string
}

/** All that a run showed. */
export interface Played {
  readonly run: Run
  /** The words after `sshwhy`. */
  readonly typed: string
  /** The address that the truth speaks of. */
  readonly about: string
  /** What tcpdump saw in the client's namespace, as a class. */
  readonly wire: AnswerClass
  readonly packets: readonly Packet[]
  readonly seen: Diagnosis | null
  readonly exit: number | null
  readonly ms: number
  /** The report as a user reads it. */
  readonly report: string
  readonly decided: Decided | null
  /** What is not as the scenario says, one sentence each: no fault of the program. */
  readonly lab: readonly string[]
  /** Why there is no diagnosis. */
  readonly crash: string | null
}

/** The class that a scenario names, for the family of a run. */
export function classOf({ scenario, family }: Run): AnswerClass {
  const { class: named } = scenario.truth
  return typeof named === 'string' ? named : named[family]
}

/** Puts the variables of the world into a text: `$SERVER`. Unknown names are left. */
function filled(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{?([A-Z][A-Z0-9_]*)\}?/g, (whole, name: string) => variables[name] ?? whole)
}

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '')

/** Builds the world of a run, breaks it, and hands it over; the world is gone when the handler has ended. */
export async function inBrokenWorld<T>(run: Run, ground: Ground, id: string, handler: (world: World) => Promise<T>): Promise<T> {
  const { scenario, topology, family, base } = run
  await using world = await World.build({
    id,
    topology,
    family,
    base: ground.bases[base],
    folder: ground.folder,
    cgroup: ground.cgroup,
    files: { 'home/ann/.ssh/authorized_keys': readFileSync(`${ground.key}.pub`, 'utf8') },
    icmpLimits: scenario.icmpLimits,
    disk: scenario.disk,
    limits: scenario.limits,
  })
  for (const step of scenario.break) await perform(world, step)
  // The world is there until the handler has ended.
  return await handler(world)
}

/** Where the client's programs run, as nobody. */
export function clientOf(world: World, run: Run, ground: Ground): { stage: Stage; program: Program; typed: readonly string[] } {
  const { scenario } = run
  const names = {
    ...world.variables,
    DEBIAN12: ground.bases.debian12,
    DEBIAN13: ground.bases.debian13,
    PROGRAM: join(ground.folder, 'shared/program'),
  }
  const shared = join(ground.folder, 'shared')
  const folder = join(ground.folder, world.options.id, 'client-home')
  for (const each of [shared, folder]) {
    mkdirSync(each, { recursive: true })
    chmodSync(each, 0o755)
  }
  const stage: Stage = { folder, shared, run: (argv, view) => world.run('client', argv, view) }
  const program = settle(stage, {
    etc: Object.fromEntries(Object.entries(scenario.etc).map(([path, text]) => [path, filled(text, names)])),
    bind: scenario.bind.map((each) => filled(each, names).split(':') as [string, string]),
    ...(scenario.wrap === undefined ? {} : { wrap: words(filled(scenario.wrap, names)) }),
  })
  return { stage, program, typed: words(filled(scenario.typed, names)) }
}

/** Plays one run: break, look from outside with tcpdump beside it, then prove by other tools that the world was as the scenario says. */
export async function play(run: Run, ground: Ground, id: string): Promise<Played> {
  return inBrokenWorld(run, ground, id, async (world) => {
    const { scenario, topology } = run
    const { stage, program, typed } = clientOf(world, run, ground)
    const about = filled(scenario.about, world.variables)
    const capture = await watch(world.namespace('client'))
    const record = join(stage.folder, 'program-record', 'record.json')
    mkdirSync(join(stage.folder, 'program-record'))
    chmodSync(join(stage.folder, 'program-record'), 0o777)
    const ran = await program.run(['--json', '--record', record, ...typed])
    const packets = await capture.stop()
    const wire = wireClass(topology, packets, about, scenario.port)
    const [seen, crash] = read(ran)
    const report = existsSync(record) ? (await program.run(['replay', record])).stdout : ''
    rmSync(record, { force: true })
    const decided = seen && (await decide(world, run, seen, about, program))
    const lab = await proveLab(world, run, new Ssh(program, stage, ground.key, typed), wire, about)
    return { run, typed: typed.join(' '), about, wire, packets, seen, exit: ran.code, ms: ran.ms, report, decided, lab, crash }
  })
}

function read(ran: Ran): readonly [Diagnosis | null, string | null] {
  try {
    return [readDiagnosis(ran), null]
  } catch (error) {
    return [null, error instanceof Error ? error.message : String(error)]
  }
}

/** Runs the command that the report gives for the true cause, where it says that it must be run. */
async function decide(world: World, run: Run, seen: Diagnosis, about: string, program: Program): Promise<Decided | null> {
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

/** What is not as the scenario says: by tcpdump, by ssh, by its own proofs, by nft's trace, and by the repairs. */
async function proveLab(world: World, run: Run, ssh: Ssh, wire: AnswerClass, about: string): Promise<readonly string[]> {
  const { scenario } = run
  const said = classOf(run)
  const wrong: string[] = []
  // The wire knows no errno, and nothing of what ssh never asks for.
  const comparable = said.startsWith('unsent E') ? 'unsent silence' : said
  if (said !== 'no address' && wire !== comparable) wrong.push(`the wire shows "${wire}", the scenario says "${said}"`)
  const otherwise = await ssh.mustSay(scenario, said)
  if (otherwise !== undefined) wrong.push(otherwise)
  for (const step of scenario.proof) await perform(world, step).catch((error: unknown) => wrong.push(`proof: ${String(error)}`))
  if (scenario.trace) {
    const lines = await traced(world, scenario.trace.node, about, scenario.port)
    if (!new RegExp(scenario.trace.rule).test(lines))
      wrong.push(`nft trace must show ${scenario.trace.rule}, and shows:\n${lines.slice(-1500)}`)
  }
  const { repair } = scenario
  if (Array.isArray(repair) && repair.length > 0) wrong.push(...(await proveRepair(world, repair, ssh)))
  return wrong
}

async function proveRepair(
  world: World,
  repair: Extract<Run['scenario']['repair'], readonly unknown[]>,
  ssh: Ssh,
): Promise<readonly string[]> {
  for (const [index, step] of repair.entries()) {
    try {
      await perform(world, step)
    } catch (error) {
      return [`repair ${index + 1}: ${String(error)}`]
    }
    if (index < repair.length - 1 && !(await ssh.fails())) return [`ssh works after repair ${index + 1}: there is no further wall`]
  }
  const says = await ssh.works()
  return says === undefined ? [] : [`ssh must work after the repair, and says: ${says}`]
}
