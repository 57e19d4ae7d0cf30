import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun, run, type Ran, type Running, start } from '../../lab/machine/shell.ts'
import { inside, type View } from '../../lab/machine/inside.ts'
import type { Stage } from '../../lab/run/program.ts'
import { type Host, netOf } from './net.ts'

const PREFIX = `sshwhy-${process.pid}-`
let labs = 0
let folder: string | undefined

/**
 * A folder that everybody may read, of this process alone. With it comes a janitor in a session of its own: when this process is gone,
 * however it ended, the janitor ends what still runs in our namespaces and removes them and the folder.
 */
export function scratch(): string {
  if (folder !== undefined) return folder
  folder = mkdtempSync(join(tmpdir(), `${PREFIX}lab-`))
  chmodSync(folder, 0o755)
  const janitor = spawn('sh', ['-c', `cat >/dev/null\n${removal(PREFIX)}\nrm -rf '${folder}'`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  janitor.unref()
  // Only the end of this process closes the pipe.
  ;(janitor.stdin as unknown as { unref(): void }).unref()
  sweep()
  return folder
}

/** Shell text that removes all namespaces whose names begin so, and what runs in them. */
function removal(prefix: string): string {
  return `for ns in /run/netns/${prefix}*; do
    [ -e "$ns" ] || continue
    ns=\${ns##*/}
    for pid in $(ip netns pids "$ns"); do kill -9 "$pid"; done 2>/dev/null
    ip netns del "$ns"
  done`
}

/** Removes what earlier runs left whose process is dead. */
function sweep(): void {
  let names: string[] = []
  try {
    names = readdirSync('/run/netns')
  } catch {
    return
  }
  const dead = new Set(
    names.flatMap((name) => {
      const pid = /^sshwhy-(\d+)-/.exec(name)?.[1]
      return pid !== undefined && !alive(Number(pid)) ? [pid] : []
    }),
  )
  for (const pid of dead) {
    spawn('sh', ['-c', removal(`sshwhy-${pid}-`)], { detached: true, stdio: 'ignore' }).unref()
    for (const name of readdirSync(tmpdir()))
      if (name.startsWith(`sshwhy-${pid}-lab-`)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const HOSTS: readonly Host[] = ['client', 'router', 'server']

const SYSCTLS = (icmpLimits: boolean): string => `
  cd /proc/sys/net
  ${icmpLimits ? '' : 'echo 0 >ipv4/icmp_ratelimit; echo 0 >ipv6/icmp/ratelimit'}
  for link in all default; do echo 0 >ipv6/conf/$link/accept_dad; echo 0 >ipv6/conf/$link/accept_ra; echo 0 >ipv6/conf/$link/router_solicitations; done`

/**
 * client – router – server, each a network namespace of its own, IPv4 and IPv6 on both links, nothing listening, no rules.
 * ICMP rate limits are off unless asked for: see EVIDENCE in docs/evidence.md.
 */
export class Lab {
  readonly id: string
  /** A folder of this lab alone, readable by everybody. */
  readonly folder: string
  readonly #running: Running[] = []

  private constructor(id: string) {
    this.id = id
    this.folder = mkdtempSync(join(scratch(), `${id}-`))
    chmodSync(this.folder, 0o755)
  }

  /** @param icmpLimits true leaves the kernel's rate limits of ICMP errors at their defaults */
  static async build(icmpLimits = false): Promise<Lab> {
    scratch()
    const lab = new Lab(`${PREFIX}${++labs}`)
    const [four, six] = [netOf(4), netOf(6)]
    const [c, r, s] = HOSTS.map((host) => lab.namespace(host))
    const address = (ns = '', link: string, ...addresses: readonly string[]): string =>
      addresses.map((each) => `ip -n ${ns} address add ${each}/${each.includes(':') ? '64 nodad' : 24} dev ${link}`).join('\n')
    try {
      await mustRun(
        ['sh', '-e'],
        `
        for ns in ${c} ${r} ${s}; do
          ip netns add $ns || { sleep 0.2; ip netns add $ns; }
          nsenter --net=/run/netns/$ns sh -c '${SYSCTLS(icmpLimits)}'
          ip -n $ns link set lo up
        done
        nsenter --net=/run/netns/${r} sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
        ip link add eth0 netns ${c} type veth peer name near netns ${r}
        ip link add eth0 netns ${s} type veth peer name far netns ${r}
        ip -n ${c} link set eth0 up; ip -n ${s} link set eth0 up; ip -n ${r} link set near up; ip -n ${r} link set far up
        ${address(c, 'eth0', four.client, six.client)}
        ${address(r, 'near', four.router, six.router)}
        ${address(r, 'far', four.routerFar, six.routerFar)}
        ${address(s, 'eth0', four.server, six.server, four.server2)}
        # Deprecated: it listens, and never becomes the source of what the server says of its own accord.
        ip -n ${s} address add ${six.server2}/64 dev eth0 nodad preferred_lft 0
        for via in ${four.router} ${six.router}; do ip -n ${c} route add default via $via; done
        for via in ${four.routerFar} ${six.routerFar}; do ip -n ${s} route add default via $via; done
        # IPv6 is ready only when the kernel has noticed the carrier, up to a second later; until then a first SYN would be lost.
        for address in ${four.server} ${six.server}; do
          nsenter --net=/run/netns/${c} bash -c "until (exec 3<>/dev/tcp/$address/1) 2>&1 | grep -q refused; do sleep 0.02; done"
        done`,
      )
      return lab
    } catch (error) {
      await lab.remove()
      throw error
    }
  }

  namespace(host: Host): string {
    return `${this.id}-${host[0]}`
  }

  /** Runs a POSIX shell script on a host, as root. @throws Error when it fails */
  async sh(host: Host, script: string, view: View = {}): Promise<string> {
    return mustRun(inside(this.namespace(host), view, ['sh', '-e']), script)
  }

  /** Runs a command on a host; its exit code is no failure. */
  async run(host: Host, argv: readonly string[], view: View = {}, limit?: number): Promise<Ran> {
    return run(inside(this.namespace(host), view, argv), '', limit)
  }

  /** Starts what runs until the lab is removed. */
  start(host: Host, argv: readonly string[], view: View = {}): Running {
    const running = start(inside(this.namespace(host), view, argv))
    this.#running.push(running)
    return running
  }

  /** Where the program stands. */
  stage(): Stage {
    return { folder: this.folder, shared: scratch(), run: (argv, view) => this.run('client', argv, view) }
  }

  async remove(): Promise<void> {
    // At once: what a command left behind in the namespace holds its output open until it is ended, too.
    await Promise.all([run(['sh', '-c', removal(`${this.id}-`)]), ...this.#running.map((running) => running.stop())])
    rmSync(this.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove()
  }
}
