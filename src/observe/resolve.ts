import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { userInfo } from 'node:os'
import { CodedError } from '../model/error.ts'
import type { Capture, Unseen } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { printable } from '../net/printable.ts'
import { changedBy } from '../ssh/changed.ts'
import type { SshCommandLine } from '../ssh/command-line.ts'
import { checkConnectable } from '../ssh/connectable.ts'
import { hasMatchExec, traceConfig, type Setting } from '../ssh/config-origin.ts'
import { parseDump, type Dump } from '../ssh/dump.ts'
import { literalTarget } from '../ssh/literal-target.ts'
import { configWarnings } from '../ssh/messages/config-warning.ts'
import { readSshFailure } from '../ssh/messages/ssh-failure.ts'
import { hostsFile } from './captures.ts'
import { runProgram } from './run-program.ts'
import type { ProgramRun } from './program-run.ts'

export interface ResolveOptions {
  readonly signal: AbortSignal
  /** For `ssh -G`, which runs the commands of the user's own `Match exec`. Default 5000. */
  readonly timeoutMs?: number
  /** Default `ssh`, by the PATH. */
  readonly sshPath?: string
}

export interface Resolved {
  readonly target: Target
  readonly unseen: readonly Unseen[]
  /** Of source `ssh-g` what ssh resolved; of source `ssh-config`, in its place, why its files or libraries keep ssh from starting. */
  readonly captures: readonly Capture[]
  /**
   * The text of the ProxyCommand, unexpanded, which may hold secrets: only to be run, and a function, so that it is in no JSON. Null:
   * there is none, or ssh -G did not say.
   */
  readonly proxyCommand: () => string | null
  /** Where the keywords were set that applied, in ssh's order: the files are read at the first call. */
  readonly settings: () => readonly Setting[]
  /** The control socket that ssh would use, expanded; null: none is configured, or nothing stands there. */
  readonly controlPath: string | null
}

const TIMEOUT_MS = 5000
/** In `user:password@host`, as people write it into URLs and jump hosts. */
const PASSWORD = /(?<=[^\s:@/"]):(?!\/\/)[^\s"]{0,256}@/g
const MAX_FILE_BYTES = 1 << 20
const MAX_FILES = 256
/** The common case, which needs no look into the hosts file. */
const CONNECTABLE = /^[\w.-]{1,253}$/

/** The text of a configuration file; null when it is no plain file, too long or unreadable. Never waits, not even for a FIFO. */
function readConfig(file: string): string | null {
  let descriptor: number
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return null
  }
  try {
    const { size } = fstatSync(descriptor)
    if (!fstatSync(descriptor).isFile() || size > MAX_FILE_BYTES) return null
    const bytes = Buffer.alloc(size)
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, size, 0))
  } catch {
    return null
  } finally {
    closeSync(descriptor)
  }
}

/** The user that ssh takes when none is given: by the uid, as ssh does, never by the environment. */
function localUser(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}

/** The control socket of a master connection; null where none stands. */
function masterOf({ controlPath }: Dump): string | null {
  if (controlPath === null || controlPath.toLowerCase() === 'none') return null
  try {
    return lstatSync(controlPath, { throwIfNoEntry: false })?.isSocket() ? controlPath : null
  } catch {
    return null
  }
}

/** Where the keywords were set; the files are read once, and only when asked for. */
function settingsOf(log: string): () => readonly Setting[] {
  let settings: readonly Setting[] | null = null
  let files = 0
  return () => (settings ??= traceConfig(log, (file) => (++files > MAX_FILES ? null : readConfig(file))).settings)
}

/** Whether ssh itself must turn the host as typed into an address: no alias, no master, no command and no hosts file stands for it. */
function mustResolve({ destination }: SshCommandLine, dump: Dump, master: string | null): boolean {
  if (dump.proxyCommand !== null || master !== null || dump.host.toLowerCase() !== destination.host.toLowerCase()) return false
  return (hostsFile(dump.host)?.out ?? '') === ''
}

/** What ssh resolved, as far as it may be recorded: see diagnose/derive/ssh-config.ts. */
function configCapture(dump: Dump): Capture {
  return { side: 'client', source: 'ssh-g', command: 'ssh -G', code: 0, out: dump.kept, cut: false }
}

/** Lines of the files that ssh passes over, as it says them under -v. */
function warnings(log: string): readonly Capture[] {
  const lines = configWarnings(log).map((text) => text.replaceAll(PASSWORD, ':…@'))
  return lines.length === 0
    ? []
    : [{ side: 'client', source: 'config-warnings', command: 'ssh -G -v', code: 0, out: lines.join('\n'), cut: false }]
}

function resolved(line: SshCommandLine, dump: Dump, log: string): Resolved {
  const master = masterOf(dump)
  if (!CONNECTABLE.test(dump.host) && mustResolve(line, dump, master)) checkConnectable(dump.host)
  const settings = settingsOf(log)
  const changed = changedBy(line, dump, settings, localUser(), master)
  const unseen = changed.some((one) => one.file === undefined)
    ? [{ what: 'where ssh_config says so', why: 'its files could not be followed' }]
    : []
  const target: Target = {
    input: line.destination.input,
    host: dump.host,
    port: dump.port,
    user: dump.user,
    resolvedBy: 'ssh -G',
    via: dump.proxyJump,
    proxyCommand: dump.proxyCommand !== null,
    family: dump.family,
    bindAddress: dump.bindAddress,
    bindInterface: dump.bindInterface,
    changed,
    matchExec: hasMatchExec(log),
  }
  return {
    target,
    unseen,
    captures: [configCapture(dump), ...warnings(log)],
    proxyCommand: () => dump.proxyCommand,
    settings,
    controlPath: master,
  }
}

/** Where ssh told nothing: the target as typed. */
function literal(line: SshCommandLine, why: string, log: string, captures: readonly Capture[] = []): Resolved {
  return {
    target: { ...literalTarget(line), matchExec: hasMatchExec(log) },
    unseen: [{ what: 'ssh_config', why }],
    captures,
    proxyCommand: () => null,
    settings: () => [],
    controlPath: null,
  }
}

/** ssh gave up: the user's own slip is thrown, what ails this machine is evidence. */
function refused(line: SshCommandLine, run: ProgramRun, withoutFiles: ProgramRun | null): Resolved {
  const failure = readSshFailure(run.log)
  const text = printable(failure.text.replaceAll(PASSWORD, ':…@'), 200)
  const ownSlip = failure.kind === 'usage' || (withoutFiles !== null && withoutFiles.ended === 'exit' && withoutFiles.code !== 0)
  if (ownSlip) throw new CodedError('ssh-refuses', `ssh refuses this command line: ${text}`, 'man ssh')
  if (failure.kind === 'no-dash-g') return literal(line, 'this ssh is older than OpenSSH 6.8: it has no -G', run.log)
  if (failure.kind === 'other') return literal(line, `ssh -G gave up: ${text}`, run.log)
  const capture: Capture = {
    side: 'client',
    source: 'ssh-config',
    command: 'ssh -G',
    code: run.code,
    out: failure.lines.join('\n').replaceAll(PASSWORD, ':…@'),
    cut: false,
  }
  return literal(line, `ssh -G gave up: ${text}`, run.log, [capture])
}

/**
 * Asks the system's ssh where it would connect to. No connection is made; the user's own `Match exec` commands run, and names may be
 * resolved where CanonicalizeHostname is set. Nothing of the output is kept but what Target holds.
 * @throws CodedError when ssh refuses the command line; the reason of the signal when it is aborted
 */
export async function resolveTarget(line: SshCommandLine, options: ResolveOptions): Promise<Resolved> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  // -vvv first: it decides on the log level, whatever -o LogLevel says later.
  const ask = (words: readonly string[]): Promise<ProgramRun> =>
    runProgram(options.sshPath ?? 'ssh', [...words, '--', line.destination.host, ...line.remoteCommand], options.signal, timeoutMs)
  const run = await ask(['-G', '-vvv', ...line.passed])
  if (run.ended === 'absent') {
    const { host, proxyCommand } = literalTarget(line)
    if (!proxyCommand) checkConnectable(host)
    return literal(line, 'there is no ssh program here that could read it', run.log)
  }
  if (run.ended === 'timed-out') {
    const because = hasMatchExec(run.log) ? ', while a command of its Match exec ran' : ''
    return literal(line, `ssh -G did not end within ${timeoutMs / 1000} s${because}`, run.log)
  }
  if (run.ended !== 'exit') return literal(line, run.ended === 'endless' ? 'ssh -G printed without end' : 'ssh -G was killed', run.log)
  if (run.code !== 0) {
    const { kind, file } = readSshFailure(run.log)
    // ssh does not say whether a file or the command line holds the fault: without any file it shows.
    const again = kind === 'config' && file === null
    return refused(line, run, again ? await ask(['-G', ...line.passed, '-F', 'none']) : null)
  }
  const dump = parseDump(run.out)
  return dump ? resolved(line, dump, run.log) : literal(line, 'what ssh -G printed was not understood', run.log)
}
