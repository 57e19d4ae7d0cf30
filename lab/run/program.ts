import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { View } from '../machine/inside.ts'
import type { Ran } from '../machine/shell.ts'

/** uid and gid of the user. */
export const NOBODY = 65534
const REPOSITORY = join(import.meta.dirname, '../..')

/** Debian's own, so that the ssh_config of the machine that tests is not part of the test. */
const SSH_CONFIG =
  'Include /etc/ssh/ssh_config.d/*.conf\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n'

export interface Setting {
  /** Files of /etc as the program sees them, by path below /etc. `hosts`, `resolv.conf` and `ssh/ssh_config` have harmless defaults. */
  readonly etc?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Its home, in place of an empty one: ssh, which goes by /etc/passwd, has it as well. It belongs to NOBODY. */
  readonly home?: string
  /** The client's own name. */
  readonly hostname?: string
  /** Further files that it sees in place of those of the machine: [what, where]. */
  readonly bind?: readonly (readonly [string, string])[]
  /** A command line that starts the program in its turn, as a sandbox does. */
  readonly wrap?: readonly string[]
}

/** Where a client stands: its namespace, and folders that everybody may read. */
export interface Stage {
  /** Of this client alone. */
  readonly folder: string
  /** Of all clients: there the program itself is bound, away from where nobody may read it. */
  readonly shared: string
  readonly run: (argv: readonly string[], view: View) => Promise<Ran>
}

/** The place where the program runs: the client's namespace, as nobody without any capability, with a home of its own. */
export interface Program {
  /** Runs the command line of the program. */
  run(words: readonly string[]): Promise<Ran>
  /** That command line, for runOther(). */
  commandLine(words: readonly string[]): readonly string[]
  /** Runs any other command in the same place. */
  runOther(argv: readonly string[]): Promise<Ran>
  /** Runs a command as root, with the same files before it. */
  runAsRoot(argv: readonly string[]): Promise<Ran>
}

/** `SSHWHY_TEST_COMMAND` replaces the packaged command; `probe` runs none: then only what happens on the wire is tested. */
export const wireOnly = process.env['SSHWHY_TEST_COMMAND'] === 'probe'

let programs = 0

/** Prepares a fresh place: nothing is remembered there from other runs. */
export function settle(stage: Stage, { etc = {}, env = {}, home: given, hostname, bind = [], wrap = [] }: Setting = {}): Program {
  const place = join(stage.folder, `program-${++programs}`)
  const home = given ?? join(place, 'home')
  const overlay = join(place, 'etc')
  mkdirSync(home, { recursive: true })
  chownSync(home, NOBODY, NOBODY)
  const files = {
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
    'resolv.conf': '# none\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'ssh/ssh_config': SSH_CONFIG,
    ...(given === undefined ? {} : { passwd: `root:x:0:0:root:/root:/bin/sh\nnobody:x:${NOBODY}:${NOBODY}::${given}:/bin/sh\n` }),
    ...etc,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(overlay, path)), { recursive: true })
    writeFileSync(join(overlay, path), text)
  }
  // Mounted where nobody may read it: a checkout often lies in a home folder.
  const program = join(stage.shared, 'program')
  const node = join(stage.shared, 'node')
  mkdirSync(program, { recursive: true })
  if (!existsSync(node)) writeFileSync(node, '')
  const view: View = {
    etc: overlay,
    nobody: true,
    ...(hostname === undefined ? {} : { hostname }),
    bind: [[REPOSITORY, program], [process.execPath, node], ...bind],
  }
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, XDG_STATE_HOME: join(home, 'state'), LANG: 'C.UTF-8', ...env }
  const prefix = ['env', '-i', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
  const override = process.env['SSHWHY_TEST_COMMAND']
  const command = override === undefined ? [node, join(program, 'bin/sshwhy.js')] : override.split(' ')
  return {
    run: (words) => stage.run([...prefix, ...wrap, ...command, ...words], view),
    commandLine: (words) => [...command, ...words],
    runOther: (argv) => stage.run([...prefix, ...wrap, ...argv], view),
    runAsRoot: (argv) => stage.run(argv, { etc: overlay, bind: [...bind] }),
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
