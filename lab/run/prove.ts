import type { World } from '../machine/world.ts'
import type { AnswerClass } from '../scenario/class.ts'
import { classOf, type Run } from '../scenario/read.ts'
import type { Ssh } from './ssh.ts'
import { perform } from './step.ts'
import { traced } from './trace.ts'

/** What is not as the scenario says: by tcpdump, by ssh, by its own proofs, by nft's trace, and by the repairs. */
export async function proveLab(world: World, run: Run, ssh: Ssh, wire: AnswerClass, about: string): Promise<readonly string[]> {
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
