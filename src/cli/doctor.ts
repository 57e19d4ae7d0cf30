import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { release } from 'node:os'
import { dirname } from 'node:path'
import { CodedError, EXIT } from '../model/error.ts'
import type { Rung } from '../model/diagnosis.ts'
import { VERSION } from '../model/version.ts'
import { icmpName } from '../net/icmp.ts'
import { printable } from '../net/printable.ts'
import { agentState } from '../observe/captures/agent.ts'
import { engineHere } from '../observe/engine.ts'
import { stateDirectory } from '../observe/ledger.ts'
import { errnoName } from '../observe/raw/errno.ts'
import { AF_INET, AF_PACKET, IPPROTO_ICMP, SOCK_CLOEXEC, SOCK_DGRAM } from '../observe/raw/layout.ts'
import { openLibc } from '../observe/raw/libc.ts'
import { jsonLine } from './json.ts'
import { closedPort, loopbackError } from './loopback.ts'
import { isTerminal, look, write, writeLines } from './output.ts'
import type { Typed } from './parse.ts'
import { section } from './section.ts'

/** One thing that this machine shows or does not, and what would make it. */
export interface Sight {
  readonly what: string
  readonly state: Rung['state']
  readonly text: string
  /** The next step, or null where there is none to take. */
  readonly next: string | null
}

const errno = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)
const fine = (what: string, text: string): Sight => ({ what, state: 'passes', text, next: null })

function ssh(): Sight {
  const run = spawnSync('ssh', ['-V'], { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'pipe'] })
  if (!run.error) return fine('ssh', printable(`${run.stderr}${run.stdout}`.trim().split('\n')[0] ?? '', 200))
  const text =
    errno(run.error) === 'ENOENT' ? 'there is no ssh: hosts are taken literally, ssh_config is not read' : `ssh -V: ${errno(run.error)}`
  return { what: 'ssh', state: 'blocks', text, next: 'install the OpenSSH client, such as: sudo apt-get install openssh-client' }
}

function sshKeygen(): Sight {
  const run = spawnSync('ssh-keygen', ['-?'], { timeout: 5000, stdio: 'ignore' })
  if (!run.error) return fine('ssh-keygen', 'looks into known_hosts, and into RevokedHostKeys')
  const text = `ssh-keygen: ${errno(run.error)}: host keys are not compared with known_hosts`
  return { what: 'ssh-keygen', state: 'unknown', text, next: 'install the OpenSSH client, such as: sudo apt-get install openssh-client' }
}

/** A socket that `--thorough` uses where it may; it is opened and closed, and nothing is sent. */
function thoroughSocket(what: string, domain: number, protocol: number, gives: string, next: string): Sight {
  const libc = openLibc()
  if ('why' in libc) return { what, state: 'not-tested', text: 'needs system calls', next: null }
  const fd = libc.socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, protocol)
  if (fd < 0) return { what, state: 'unknown', text: `${errnoName(libc.errno())}: --thorough goes without ${gives}`, next }
  libc.close(fd)
  return fine(what, `--thorough has ${gives}`)
}

function systemCalls(): Sight {
  const here = engineHere()
  if (here.engine === 'raw') return fine('native', 'system calls work: RST and ICMP are told apart, with who sent them')
  const libc = openLibc()
  const missing = 'why' in libc && process.platform === 'linux'
  const next = missing ? 'install sshwhy with its optional dependencies: npm install --include=optional' : null
  return { what: 'native', state: 'unknown', text: printable(here.why, 300), next }
}

async function errorQueue(family: 4 | 6): Promise<Sight> {
  const what = family === 4 ? 'ICMP' : 'ICMPv6'
  const none = (text: string, next: string | null): Sight => ({ what, state: 'unknown', text, next })
  const libc = openLibc()
  if ('why' in libc) return { what, state: 'not-tested', text: 'needs system calls', next: null }
  try {
    await closedPort(family)
  } catch (error) {
    return none(`no ${family === 4 ? '127.0.0.1' : '::1'} to try it on: ${errno(error)}`, family === 4 ? 'ip link set lo up' : null)
  }
  const queued = await loopbackError(libc, family)
  if (queued?.origin === 'icmp' && queued.offender !== undefined)
    return fine(what, `${icmpName(family, queued.type, queued.code)} from ${queued.offender}: read from the error queue of a socket`)
  return none('no ICMP error came back from a closed port of the loopback', 'look for a firewall rule on lo, or a sandbox such as gVisor')
}

function readable(what: string, file: string, tell: (text: string) => string, next: string): Sight {
  try {
    return fine(what, tell(readFileSync(file, 'utf8')))
  } catch (error) {
    return { what, state: 'unknown', text: `${file}: ${errno(error)}`, next }
  }
}

function resolver(): readonly Sight[] {
  if (process.platform === 'win32') return []
  const servers = (text: string): string => {
    const found = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1])
    return printable(`/etc/resolv.conf: ${found.length === 0 ? 'no nameserver, so 127.0.0.1 is asked' : found.join(', ')}`, 200)
  }
  const lines = (text: string): string => `/etc/hosts: ${text.split('\n').filter((line) => /^\s*[^#\s]/.test(line)).length} lines`
  return [
    readable('resolver', '/etc/resolv.conf', servers, 'name servers cannot be told from here'),
    readable('hosts file', '/etc/hosts', lines, 'a hijacked name in the hosts file cannot be told from here'),
  ]
}

/** The agent that ssh asks where IdentityAgent says no other. That there is none is no fault. */
async function agent(): Promise<Sight> {
  const path = process.env['SSH_AUTH_SOCK'] || null
  if (path === null) return { what: 'agent', state: 'not-tested', text: 'SSH_AUTH_SOCK is not set: keys come from files alone', next: null }
  const [, state = '', ...keys] = (await agentState({ path, by: 'SSH_AUTH_SOCK' })).out.split('\n')
  const place = printable(path, 100)
  if (state !== 'state answers') {
    const text = `${place}: ${state.replace('state ', '')}: its keys are not offered`
    return { what: 'agent', state: 'unknown', text, next: 'start one in this shell: eval "$(ssh-agent -s)"; ssh-add' }
  }
  if (keys.length === 0)
    return { what: 'agent', state: 'unknown', text: `${place}: it holds no key, or is locked`, next: 'ssh-add, or ssh-add -X' }
  return fine('agent', `${place}: ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`)
}

/** The nearest folder that exists decides: what is below it is made when it is needed. */
function ledger(): Sight {
  const folder = stateDirectory()
  const next = 'set XDG_STATE_HOME to a folder of your own'
  if (folder === null)
    return { what: 'ledger', state: 'unknown', text: 'neither XDG_STATE_HOME nor HOME is set: runs do not know of each other', next }
  let there = folder
  while (!statSync(there, { throwIfNoEntry: false }) && dirname(there) !== there) there = dirname(there)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
    return fine('ledger', `${printable(folder, 200)} keeps what was sent, so that many runs stay gentle too`)
  } catch (error) {
    return {
      what: 'ledger',
      state: 'unknown',
      text: `${printable(there, 200)} cannot be written (${errno(error)}): runs do not know of each other`,
      next,
    }
  }
}

function output(): readonly Sight[] {
  const shape = look(1)
  const name = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((one) => process.env[one])
  const locale = name ? `${name}=${printable(process.env[name] ?? '', 40)}` : 'no LC_ALL, LC_CTYPE or LANG'
  const why =
    process.env['FORCE_COLOR'] === undefined
      ? process.env['NO_COLOR']
        ? 'NO_COLOR is set'
        : isTerminal(1)
          ? `TERM=${printable(process.env['TERM'] ?? '', 40)}`
          : 'the output is no terminal'
      : 'FORCE_COLOR is set'
  return [
    shape.unicode ? fine('characters', `UTF-8: ${locale}`) : { ...fine('characters', `ASCII: ${locale}`), next: 'LC_ALL=C.UTF-8 sshwhy …' },
    fine('colour', `${shape.colour ? 'on' : 'off'}: ${why}`),
  ]
}

/** What this machine lets sshwhy see. Sends nothing but datagrams on the loopback. */
export async function sights(): Promise<readonly Sight[]> {
  return [
    fine('sshwhy', VERSION),
    fine('Node.js', `${process.version}, ${process.execPath}`),
    fine('system', `${process.platform} ${process.arch}, ${release()}`),
    ssh(),
    sshKeygen(),
    systemCalls(),
    await errorQueue(4),
    await errorQueue(6),
    thoroughSocket('ping', AF_INET, IPPROTO_ICMP, 'an ICMP echo', "sudo sysctl net.ipv4.ping_group_range='0 2147483647'"),
    thoroughSocket('packets', AF_PACKET, 0, 'the header of a RST', 'run it with CAP_NET_RAW, such as: sudo sshwhy --thorough'),
    ...resolver(),
    await agent(),
    ledger(),
    ...output(),
  ]
}

/** `sshwhy doctor`. @returns the exit code: 1 when something is missing without which little can be told */
export async function doctor(words: readonly string[], options: Typed): Promise<number> {
  if (words.length > 0) throw new CodedError('word-too-many', 'doctor takes no words', 'the host of that name: sshwhy -- doctor')
  const seen = await sights()
  if (options.json) write(1, jsonLine({ schema: 1, version: VERSION, sees: seen }))
  else {
    const shape = look(1)
    const lines = seen.flatMap(({ what, state, text, next }) =>
      section(shape, what, [{ mark: state, text }, ...(next === null ? [] : [{ text: `→ ${next}` }])]),
    )
    writeLines(1, lines)
  }
  return seen.some((one) => one.state === 'blocks') ? EXIT.fails : EXIT.works
}
