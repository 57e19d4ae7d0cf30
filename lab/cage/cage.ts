import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cgroupOf, removeCgroups } from '../machine/cgroup.ts'

/**
 * Everything that the lab makes lives in a mount and a PID namespace of its own: network namespaces are pinned by mounts in it, hosts
 * and programs are processes in it. The kernel ends and frees them all when the first process of the PID namespace ends; and that one
 * gets SIGKILL when this process does (PR_SET_PDEATHSIG, `unshare --kill-child`), even by SIGKILL. Only cgroups remain, which the next start removes.
 */
const CAGE = [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child=KILL',
  '--mount-proc',
  '--propagation',
  'private',
]

/**
 * The first process of the PID namespace: a shell, which takes in orphans. /run is a fresh tmpfs, so that namespaces and sockets are
 * ours alone; the locks of iptables are in it as well.
 */
const INIT = `
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/netns /run/lab /run/lock
"$@" &
wait $!
`

/**
 * Runs lab/cage/caged.ts in the cage, with what it prints passed through. Resolves with its exit code once everything is gone.
 * @param order what is to be done; see caged.ts
 * @param pidFile where the PID of a process in the cage is written, by which others may enter it
 */
export async function runCaged(order: object, pidFile?: string): Promise<number> {
  removeCgroups()
  const caged = [process.execPath, join(import.meta.dirname, 'caged.ts'), JSON.stringify({ ...order, cgroup: cgroupOf(process.pid) })]
  const [command = '', ...words] = [...CAGE, 'sh', '-c', INIT, 'lab', ...caged]
  const child = spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (pidFile !== undefined) writeFileSync(pidFile, String(await firstChild(child.pid ?? 0)))
  const kill = (): void => void child.kill('SIGKILL')
  // The terminal sends SIGINT to the caged half as well, which ends by itself.
  const wait = (): void => void setTimeout(kill, 5000).unref()
  const orphaned = watchParent(kill)
  process.on('SIGINT', wait).on('SIGTERM', kill).on('SIGHUP', kill)
  const code = await new Promise<number>((resolve, reject) =>
    child.on('error', reject).on('close', (exit, signal) => resolve(exit ?? (signal === null ? 1 : 130))),
  )
  clearInterval(orphaned)
  process.off('SIGINT', wait).off('SIGTERM', kill).off('SIGHUP', kill)
  await removed()
  return code
}

/** `unshare --fork` has one child: the first process of the PID namespace. */
async function firstChild(pid: number): Promise<number> {
  for (let round = 0; round < 200; round++) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    if (child) return Number(child)
    await sleep(10)
  }
  throw new Error('the cage does not start')
}

/** A killed npm leaves its scripts running: then nobody waits for us. */
function watchParent(gone: () => void): NodeJS.Timeout {
  const parent = process.ppid
  return setInterval(() => {
    if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent) gone()
  }, 500).unref()
}

/** The last processes of a namespace are reaped a moment after its first. */
async function removed(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    removeCgroups(process.pid)
    await sleep(25)
  }
}
