import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { enter, hierarchies, removeTree } from './cgroup.ts'
import { run, mustRun, type Ran, type Running, start } from './shell.ts'

/** Longest time for a host to boot on a busy machine; an idle one takes half a second. */
const BOOT_MS = 60_000
/** A size for the layer that a host writes to; what is above it is a full disk. */
const DISK = '512m'

/**
 * nspawn gives a host the unified hierarchy, so that the address filters of units work (they are BPF programs of a cgroup 2), and its own
 * /proc/sys/net to write to.
 */
const NSPAWN = `exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --boot --register=no \\
  --keep-unit --link-journal=no --console=pipe --resolv-conf=off --timezone=off --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_SYSLOG,CAP_BPF \\
  --system-call-filter=bpf`

export interface HostOptions {
  readonly namespace: string
  readonly hostname: string
  /** The root file system that lies under its own layer, and is never written to. */
  readonly base: string
  /** A folder of this host alone. */
  readonly folder: string
  /** Its cgroup, from the root of each hierarchy. */
  readonly cgroup: string
  /** Files that it has beside those of the base: text by path. */
  readonly files: Readonly<Record<string, string>>
  /** Size of the layer that it writes to, as tmpfs takes it. */
  readonly disk?: string | undefined
  /** Limits of its cgroup by file, e.g. `pids.max`; those that no hierarchy has are left out. */
  readonly limits?: Readonly<Record<string, string>> | undefined
}

/** A Debian with its own systemd, in a network namespace that exists. */
export class Host {
  readonly #options: HostOptions
  readonly root: string
  #running: Running | undefined
  #init: number | undefined

  private constructor(options: HostOptions) {
    this.#options = options
    this.root = join(options.folder, 'root')
  }

  /** Makes its file system; it does not boot. */
  static async make(options: HostOptions): Promise<Host> {
    const host = new Host(options)
    const { folder, base, files, hostname, disk = DISK } = options
    const layer = join(folder, 'layer')
    mkdirSync(host.root, { recursive: true })
    mkdirSync(layer)
    await mustRun(
      ['sh', '-e'],
      `mount -t tmpfs -o size=${disk} layer '${layer}'
      mkdir '${layer}/upper' '${layer}/wd'
      mount -t overlay -o lowerdir='${base}',upperdir='${layer}/upper',workdir='${layer}/wd' overlay '${host.root}'`,
    )
    writeFileSync(join(host.root, 'etc/hostname'), `${hostname}\n`)
    for (const [path, text] of Object.entries(files)) writeFileSync(join(host.root, path), text)
    return host
  }

  get runs(): boolean {
    return this.#init !== undefined
  }

  /** PID of its systemd, as this process sees it. @throws Error when it does not run */
  get init(): number {
    if (this.#init === undefined) throw new Error(`${this.#options.hostname} does not run`)
    return this.#init
  }

  /**
   * Boots it. Resolves when systemd answers, or when the boot is over and sshd may be asked for.
   * @param until what is waited for
   * @throws Error with the console when it does not boot
   */
  async boot(until: 'answers' | 'boot is over' = 'boot is over'): Promise<void> {
    const { namespace, hostname, cgroup, limits } = this.#options
    const script = `${enter(cgroup, limits)}
      ${NSPAWN} --machine=${hostname} --hostname=${hostname} --network-namespace-path=/run/netns/${namespace} -D '${this.root}'`
    const running = start(['sh', '-ec', script])
    this.#running = running
    const end = Date.now() + BOOT_MS
    while (Date.now() < end) {
      if (running.child.exitCode !== null) break
      this.#init = childNamed(running.pid, 'systemd')
      if (this.#init !== undefined) {
        const { stdout } = await this.sh('systemctl is-system-running', { PATH: '/usr/bin:/bin' }, 5000)
        const state = stdout.trim()
        if (until === 'answers' ? /^(starting|running|degraded|maintenance)$/.test(state) : /^(running|degraded|maintenance)$/.test(state))
          return
      }
      await sleep(30)
    }
    throw new Error(`${hostname} does not boot:\n${running.output()}`)
  }

  /** The words before a command that is to run with its files and network; it can be killed as a child. */
  get enter(): readonly string[] {
    return ['nsenter', '-t', String(this.init), '-m', '-u', '-i', '-n', '-C', '-r', '-w']
  }

  /** Runs a POSIX shell script as root on it. An exit code is no failure. */
  async sh(script: string, env: Readonly<Record<string, string>>, limit?: number): Promise<Ran> {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    return run([...this.enter, '-p', 'env', '-i', 'HOME=/root', ...variables, 'sh', '-e'], script, limit)
  }

  /** Shuts it down as its administrator would; nothing when it does not run. */
  async powerOff(): Promise<void> {
    if (this.#init === undefined) return
    await this.sh('systemctl --no-block poweroff', { PATH: '/usr/bin:/bin' }, 10_000)
    for (let round = 0; round < 400 && this.#running?.child.exitCode === null; round++) await sleep(25)
    await this.kill()
  }

  /** Cuts its power. */
  async kill(): Promise<void> {
    this.#init = undefined
    await this.#running?.stop()
    for (const hierarchy of hierarchies()) removeTree(join(hierarchy, this.#options.cgroup))
  }

  async remove(): Promise<void> {
    await this.kill()
    await run(['umount', '-l', this.root, join(this.#options.folder, 'layer')])
  }
}

/** The child of a process that has this name, if it has come so far. */
function childNamed(pid: number, name: string): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return children.map(Number).find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === name)
  } catch {
    return undefined
  }
}
