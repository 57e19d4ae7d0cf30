import { setTimeout as sleep } from 'node:timers/promises'
import { inside } from '../machine/inside.ts'
import { run, start } from '../machine/shell.ts'
import type { World } from '../machine/world.ts'

/**
 * The lines of `nft monitor trace` on a node about new connections of the client, the first that it sees. It judges rules of nftables and of iptables-nft;
 * a table that traces is there while it looks.
 */
export async function traced(world: World, node: string, address: string, port: number): Promise<string> {
  // The tools of the node itself: an older nft crashes on the sets of a newer one.
  const on = world.enter(node)
  const table = `table inet sshwhy_lab_trace {
    chain in { type filter hook prerouting priority -350; tcp dport ${port} meta nftrace set 1; }
    chain out { type filter hook output priority -350; tcp dport ${port} meta nftrace set 1; tcp sport ${port} meta nftrace set 1; }
  }`
  await run([...on, 'nft', '-f', '-'], table)
  const monitor = start([...on, 'nft', 'monitor', 'trace'])
  try {
    const connect = `exec 3<>/dev/tcp/${address}/${port}`
    // It does not say when it is ready.
    for (let round = 0; round < 5 && monitor.output() === ''; round++) {
      await sleep(300)
      await run(inside(world.namespace('client'), {}, ['timeout', '1', 'bash', '-c', connect]))
      await sleep(300)
    }
  } finally {
    await monitor.stop()
    await run([...on, 'nft', 'delete', 'table', 'inet', 'sshwhy_lab_trace'])
  }
  return monitor.output()
}
