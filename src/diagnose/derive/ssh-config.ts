import { configValues, type ConfigValues } from '../../ssh/config-values.ts'
import { need } from '../ask.ts'

/** What `ssh -G` says of this target: the effective values, in their order. */
export interface SshConfig extends ConfigValues {
  /** Index of the capture, to be quoted. */
  readonly index: number
}

/** The capture `ssh-g`; undefined where ssh -G did not tell. */
export const sshConfig = need('ssh-config', (ask): SshConfig | undefined => {
  const found = ask.capture('ssh-g')
  if (!found || found.capture.code !== 0) return undefined
  return { index: found.index, ...configValues(found.capture.out) }
})
