import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Ran } from '../../lab/machine/shell.ts'
import { readDiagnosis, settle, type Program } from '../../lab/run/program.ts'
import { Lab } from './lab.ts'
import { netOf } from './net.ts'
import { hostKey, startSshd } from './sshd.ts'

const NOBODY = 65534

/** A key of the client. */
export interface ClientKey {
  readonly name: string
  /** What ssh-keygen makes; default ed25519. */
  readonly type?: 'ed25519' | 'rsa' | 'ecdsa'
  readonly passphrase?: string
  /** Whether the server's ann, or another user, has it; an authorized_keys line with {} for the key. */
  readonly authorized?: string
  readonly mode?: number
}

export interface LoginScene {
  /** Lines of sshd_config. */
  readonly sshd?: readonly string[]
  readonly keys?: readonly ClientKey[]
  /** Names of keys that ssh_config names; default: all. */
  readonly files?: readonly string[]
  /** An agent with these keys; `locked`: they can be listed no more; `confirm`: each use must be confirmed, and nobody can. */
  readonly agent?: { readonly keys: readonly string[]; readonly confirm?: true }
  /** Further lines of the client's ssh_config. */
  readonly config?: readonly string[]
  readonly banner?: string
  /** What is typed for the host; default the address. `both.example.com` has an IPv6 address, which comes first, and an IPv4 address. */
  readonly host?: string
  /** Who logs in; default ann. */
  readonly user?: string
  readonly options?: readonly string[]
  /** Words of ann's line of /etc/shadow after her name; default `*` and no dates. */
  readonly shadow?: string
  /** Further files of the server's /etc. */
  readonly etc?: Readonly<Record<string, string>>
  /** Whether the client knows the host key; default true. */
  readonly known?: false
}

export interface LoginPlayed {
  readonly seen: Diagnosis
  readonly ran: Ran
  /** sshd's own log. */
  readonly log: string
  readonly report: () => Promise<Ran>
  readonly program: Program
  readonly folder: string
}

const ROOT =
  'root:x:0:0:root:/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n'

/** A real sshd with the user ann, and a client with keys, as nobody. */
export async function playLogin(lab: Lab, scene: LoginScene): Promise<LoginPlayed> {
  const net = netOf(4)
  const at = (...names: readonly string[]): string => join(lab.folder, ...names)
  mkdirSync(at('keys'), { recursive: true })
  mkdirSync(at('authorized'))
  mkdirSync(at('server-etc'))
  const authorized: string[] = []
  for (const { name, type = 'ed25519', passphrase = '', authorized: line, mode = 0o600 } of scene.keys ?? []) {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', at('keys', name)])
    if (line !== undefined) authorized.push(line.replace('{}', readFileSync(at('keys', `${name}.pub`), 'utf8').trim()))
    chmodSync(at('keys', name), mode)
    for (const file of [name, `${name}.pub`]) chownSync(at('keys', file), NOBODY, NOBODY)
  }
  for (const user of ['ann', 'root', 'bob']) writeFileSync(at('authorized', user), `${authorized.join('\n')}\n`)
  mkdirSync(at('home'))
  const files = {
    passwd: `${ROOT}ann:x:1000:1000::${at('home')}:/bin/sh\nbob:x:1001:1001::${at('home')}:/bin/sh\n`,
    group: 'root:x:0:\nann:x:1000:\nbob:x:1001:\nnogroup:x:65534:\n',
    shadow: `root:*:19000:0:99999:7:::\nann:${scene.shadow ?? '*:19000:0:99999:7:::'}\nbob:*:19000:0:99999:7:::\n`,
    ...scene.etc,
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(at('server-etc'), name, '..'), { recursive: true })
    writeFileSync(at('server-etc', name), text)
  }
  if (scene.banner !== undefined) writeFileSync(at('banner'), scene.banner)
  const sshd = await startSshd(
    lab,
    'server',
    [
      ...(scene.sshd ?? []),
      'StrictModes no',
      `AuthorizedKeysFile ${at('authorized')}/%u`,
      ...(scene.banner === undefined ? [] : [`Banner ${at('banner')}`]),
    ],
    { etc: at('server-etc') },
  )
  const known = readFileSync(`${hostKey()}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  writeFileSync(at('known_hosts'), scene.known === false ? '' : `${net.server},both.example.com ${known}\n`)
  const config = [
    ...(scene.config ?? []),
    'Host *',
    '  User ann',
    `  UserKnownHostsFile ${at('known_hosts')}`,
    ...(scene.files ?? (scene.keys ?? []).map(({ name }) => name)).map((name) => `  IdentityFile ${at('keys', name)}`),
    '',
  ]
  const env: Record<string, string> = { TMPDIR: at('tmp'), ...(scene.agent ? { SSH_AUTH_SOCK: at('keys', 'agent') } : {}) }
  mkdirSync(at('tmp'))
  chownSync(at('tmp'), NOBODY, NOBODY)
  chownSync(at('keys'), NOBODY, NOBODY)
  if (scene.agent) await startAgent(lab, at('keys'), scene.agent)
  const hosts = `${netOf(6).server} both.example.com\n${net.server} both.example.com\n`
  const program = settle(lab.stage(), { etc: { hosts, 'ssh/ssh_config': config.join('\n') }, env })
  const target = `${scene.user === undefined ? '' : `${scene.user}@`}${scene.host ?? net.server}`
  const ran = await program.run(['--json', ...(scene.options ?? []), target])
  return {
    seen: readDiagnosis(ran),
    ran,
    log: sshd.output(),
    program,
    folder: lab.folder,
    report: () => program.run(['--all', '--again', target]),
  }
}

async function startAgent(lab: Lab, keys: string, { keys: names, confirm }: NonNullable<LoginScene['agent']>): Promise<void> {
  const socket = join(keys, 'agent')
  lab.start('client', ['ssh-agent', '-D', '-a', socket], { nobody: true })
  await lab.sh('client', `until [ -S ${socket} ]; do sleep 0.02; done`)
  const add = ['env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', ...(confirm ? ['-c'] : []), ...names.map((name) => join(keys, name))]
  const { code, stderr } = await lab.run('client', add, { nobody: true })
  if (code !== 0) throw new Error(`ssh-add: ${stderr}`)
}
