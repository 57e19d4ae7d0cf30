import type { World } from '../machine/world.ts'
import type { Step } from '../scenario/schema.ts'

/** Does a step. @throws Error with what its script said when it fails */
export async function perform(world: World, step: Step): Promise<void> {
  if ('reboot' in step && typeof step.reboot === 'string') {
    await world.reboot(step.reboot, step.until === 'answers' ? 'answers' : 'boot is over')
    return
  }
  if ('poweroff' in step && typeof step.poweroff === 'string') {
    await world.powerOff(step.poweroff)
    return
  }
  for (const [node, script] of Object.entries(step)) {
    const { code, stdout, stderr } = await world.sh(node, String(script), 90_000)
    if (code !== 0) throw new Error(`${node}, exit ${code}: ${String(script).trim()}\n${`${stderr}${stdout}`.trim().slice(-1500)}`)
  }
}
