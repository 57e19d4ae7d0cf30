import { execFileSync } from 'node:child_process'
import { chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../machine/world.ts'
import type { Account } from '../scenario/schema.ts'
import type { Ground } from './play.ts'
import { NOBODY, type Setting, type Stage } from './program.ts'

/** The names by which ssh looks for a key, one for each type. */
const FILES = { lab: 'id_ed25519', rsa: 'id_rsa', other: 'id_ecdsa' } as const

/** What the client's own ssh needs so that it can log in. */
export interface Keyring {
  /** Where the client's programs find it. */
  readonly setting: Setting
  /** Words for the ssh that confirms a run. */
  readonly options: readonly string[]
}

/** The key of the lab in a folder apart: sshwhy finds no key and knows no host, and the ssh that confirms a run takes every host key. */
export function keyApart(stage: Stage, ground: Ground): Keyring {
  const folder = join(stage.folder, 'key')
  mkdirSync(folder, { recursive: true })
  const key = join(folder, 'id')
  give(ground.keys.lab, key)
  return { setting: {}, options: ['-i', key, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'] }
}

/**
 * Furnishes the home of the client's user with its keys, its known_hosts and its agent.
 * @param base the file system of the hosts, whose host keys they have until they are given others
 */
export async function furnish(account: Account, world: World, stage: Stage, ground: Ground, base: string): Promise<Keyring> {
  const home = join(stage.folder, 'account')
  const ssh = join(home, '.ssh')
  mkdirSync(ssh, { recursive: true, mode: 0o700 })
  for (const folder of [home, ssh]) chownSync(folder, NOBODY, NOBODY)
  for (const name of account.keys) give(name === 'other' ? made(stage, 'other', 'ecdsa') : ground.keys[name], join(ssh, FILES[name]))
  const known = join(ssh, 'known_hosts')
  writeFileSync(known, knownHosts(world, account.known, base))
  chownSync(known, NOBODY, NOBODY)
  const env = account.agent === undefined ? {} : { SSH_AUTH_SOCK: await startAgent(stage, home, account.agent) }
  return { setting: { home, env }, options: [] }
}

/** Copies both halves of a key, for the client's user. */
function give(from: string, to: string): void {
  for (const half of ['', '.pub']) {
    copyFileSync(`${from}${half}`, `${to}${half}`)
    chownSync(`${to}${half}`, NOBODY, NOBODY)
  }
}

function made(stage: Stage, name: string, type: 'ecdsa' | 'ed25519'): string {
  const file = join(stage.folder, `key-${name}`)
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', file])
  return file
}

/** Lines for all addresses of the nodes. */
function knownHosts({ options: { topology } }: World, nodes: readonly string[] | undefined, base: string): string {
  const folder = join(base, 'etc/ssh')
  const files = readdirSync(folder).filter((file) => /^ssh_host_\w+_key\.pub$/.test(file))
  const keys = files.map((file) => readFileSync(join(folder, file), 'utf8').split(' ').slice(0, 2).join(' '))
  const wanted = nodes ?? Object.keys(topology.nodes).filter((node) => topology.nodes[node] === 'host')
  const ends = topology.links.flat().filter(({ node }) => wanted.includes(node))
  const addresses = ends.flatMap((end) => end.addresses.map((address) => address.replace(/\/.*/, '')))
  return addresses.length === 0 ? '' : keys.map((key) => `${addresses.join(',')} ${key}\n`).join('')
}

/** Starts an agent with so many keys that nobody knows. Resolves with its socket; it ends with the world. */
async function startAgent(stage: Stage, home: string, count: number): Promise<string> {
  const socket = join(home, 'agent')
  const keys = Array.from({ length: count }, (_, index) => {
    const key = made(stage, `agent-${index + 1}`, 'ed25519')
    chownSync(key, NOBODY, NOBODY)
    return key
  })
  const script = 'ssh-agent -a "$1" >/dev/null; export SSH_AUTH_SOCK="$1"; shift; exec ssh-add -q "$@"'
  const { code, stderr } = await stage.run(['env', `HOME=${home}`, 'sh', '-c', script, 'agent', socket, ...keys], { nobody: true })
  if (code !== 0) throw new Error(`ssh-add: ${stderr}`)
  return socket
}
