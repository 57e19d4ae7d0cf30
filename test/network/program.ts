import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { type Lab, scratch } from './lab.ts'
import type { View } from '../../lab/machine/inside.ts'

const NOBODY = 65534
const REPOSITORY = join(import.meta.dirname, '../..')

/** Debian's own, so that the ssh_config of the machine that tests is not part of the test. */
const SSH_CONFIG =
  'Include /etc/ssh/ssh_config.d/*.conf\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n'

export interface Setting {
  /** Files of /etc as the program sees them, by path below /etc. `hosts`, `resolv.conf` and `ssh/ssh_config` have harmless defaults. */
  readonly etc?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The client's own name. */
  readonly hostname?: string
}

/** The place where the program runs: the client's namespace, as nobody without any capability, with a home of its own. */
export interface Program {
  /** Runs the command line of the program. */
  run(words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string; ms: number }>
  /** Runs any other command in the same place. */
  runOther(argv: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string; ms: number }>
}

/** `SSHWHY_TEST_COMMAND` replaces the packaged command; `probe` runs none: then only what happens on the wire is tested. */
export const wireOnly = process.env['SSHWHY_TEST_COMMAND'] === 'probe'

let programs = 0

/** Prepares a fresh place: nothing is remembered there from other runs. */
export function settle(lab: Lab, { etc = {}, env = {}, hostname }: Setting = {}): Program {
  const place = join(lab.folder, `program-${++programs}`)
  const home = join(place, 'home')
  const overlay = join(place, 'etc')
  mkdirSync(home, { recursive: true })
  chownSync(home, NOBODY, NOBODY)
  const files = {
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
    'resolv.conf': '# none\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'ssh/ssh_config': SSH_CONFIG,
    ...etc,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(overlay, path)), { recursive: true })
    writeFileSync(join(overlay, path), text)
  }
  // Mounted where nobody may read it: a checkout often lies in a home folder.
  const program = join(scratch(), 'program')
  const node = join(scratch(), 'node')
  mkdirSync(program, { recursive: true })
  if (!existsSync(node)) writeFileSync(node, '')
  const view: View = {
    etc: overlay,
    nobody: true,
    ...(hostname === undefined ? {} : { hostname }),
    bind: [
      [REPOSITORY, program],
      [process.execPath, node],
    ],
  }
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, XDG_STATE_HOME: join(home, 'state'), LANG: 'C.UTF-8', ...env }
  const prefix = ['env', '-i', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
  const override = process.env['SSHWHY_TEST_COMMAND']
  const command = override === undefined ? [node, join(program, 'bin/sshwhy.js')] : override.split(' ')
  return {
    run: (words) => lab.run('client', [...prefix, ...command, ...words], view),
    runOther: (argv) => lab.run('client', [...prefix, ...argv], view),
  }
}

/** Reads the one line of `--json`. @throws Error with what was printed instead */
export function readDiagnosis(ran: { code: number | null; stdout: string; stderr: string }): Diagnosis {
  try {
    const document = JSON.parse(ran.stdout) as Diagnosis & { error?: { message: string } }
    if (document.error) throw new Error(document.error.message)
    return document
  } catch (error) {
    throw new Error(`no diagnosis, exit ${ran.code}: ${ran.stdout.slice(0, 500)}\n${ran.stderr.slice(0, 2000)}`, { cause: error })
  }
}
