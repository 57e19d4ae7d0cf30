import { labMissing } from '../../../lab/machine/lab-needs.ts'

/**
 * Why the lab is skipped, said in one line on standard error, or undefined. In CI, as root on Linux, a lab that cannot be built is a failure.
 * @throws Error then
 */
export function skipped(): string | undefined {
  const why = labMissing()
  if (why === undefined) return undefined
  if (process.env['CI'] === 'true' && process.platform === 'linux' && process.getuid?.() === 0)
    throw new Error(`the lab cannot run in CI: ${why}`)
  process.stderr.write(`lab skipped: ${why}\n`)
  return why
}
