import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Bases } from '../machine/base.ts'
import type { Ran } from '../machine/shell.ts'
import { World } from '../machine/world.ts'
import type { AnswerClass } from '../scenario/class.ts'
import type { Run } from '../scenario/read.ts'
import { wireClass } from '../score/answer.ts'
import type { Packet } from '../wire/pcap.ts'
import { watch } from '../wire/wire.ts'
import { furnish, keyApart } from './account.ts'
import { decide, type Decided } from './decide.ts'
import { type Program, readDiagnosis, settle, type Stage } from './program.ts'
import { proveLab } from './prove.ts'
import { Ssh } from './ssh.ts'
import { perform } from './step.ts'

/** What all runs of a lab share. */
export interface Ground {
  readonly bases: Bases
  /** Folder of the worlds, readable by everybody. */
  readonly folder: string
  readonly cgroup: string
  /** Files of the private keys with which `ann` may log in on every host; beside each the public one, `.pub`. */
  readonly keys: Readonly<Record<'lab' | 'rsa', string>>
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
    files: {
      'home/ann/.ssh/authorized_keys': [ground.keys.lab, ground.keys.rsa].map((key) => readFileSync(`${key}.pub`, 'utf8')).join(''),
    },
    icmpLimits: scenario.icmpLimits,
    disk: scenario.disk,
    limits: scenario.limits,
  })
  for (const step of scenario.break) await perform(world, step)
  // The world is there until the handler has ended.
  return await handler(world)
}

/** Where the client's programs run, as nobody, and what is typed there. */
export interface Client {
  readonly stage: Stage
  readonly program: Program
  readonly ssh: Ssh
  readonly typed: readonly string[]
}

export async function clientOf(world: World, run: Run, ground: Ground): Promise<Client> {
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
  const { account } = scenario
  const { setting, options } = account ? await furnish(account, world, stage, ground, ground.bases[run.base]) : keyApart(stage, ground)
  const program = settle(stage, {
    ...setting,
    etc: Object.fromEntries(Object.entries(scenario.etc).map(([path, text]) => [path, filled(text, names)])),
    bind: scenario.bind.map((each) => filled(each, names).split(':') as [string, string]),
    ...(scenario.wrap === undefined ? {} : { wrap: words(filled(scenario.wrap, names)) }),
  })
  const typed = words(filled(scenario.typed, names))
  return { stage, program, ssh: new Ssh(program, options, typed), typed }
}

/** Plays one run: break, look from outside with tcpdump beside it, then prove by other tools that the world was as the scenario says. */
export async function play(run: Run, ground: Ground, id: string): Promise<Played> {
  return inBrokenWorld(run, ground, id, async (world) => {
    const { scenario, topology } = run
    const { stage, program, ssh, typed } = await clientOf(world, run, ground)
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
    const lab = await proveLab(world, run, ssh, wire, about)
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
