import { need } from '../ask.ts'

/** What `ssh -G` says of this target: the effective values, in their order. A keyword may stand on several lines. */
export interface SshConfig {
  /** Index of the capture, to be quoted. */
  readonly index: number
  /** The first value of a keyword, given in lower case; undefined where ssh said none. */
  readonly get: (keyword: string) => string | undefined
  /** All values of a keyword, e.g. of `identityfile`. */
  readonly all: (keyword: string) => readonly string[]
  /** A comma-separated list, e.g. of `kexalgorithms`; empty where ssh said none. */
  readonly list: (keyword: string) => readonly string[]
  /** The line as it stands, to be quoted. */
  readonly line: (keyword: string) => string
}

/** The capture `ssh-g`; undefined where ssh -G did not tell. */
export const sshConfig = need('ssh-config', (ask): SshConfig | undefined => {
  const found = ask.capture('ssh-g')
  if (!found || found.capture.code !== 0) return undefined
  const lines = found.capture.out.split('\n')
  const all = (keyword: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${keyword} `)).map((line) => line.slice(keyword.length + 1).trim())
  return {
    index: found.index,
    all,
    get: (keyword) => all(keyword)[0],
    list: (keyword) => (all(keyword)[0] ?? '').split(',').filter((name) => name !== ''),
    line: (keyword) => lines.find((line) => line.startsWith(`${keyword} `)) ?? keyword,
  }
})
