import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from './lab.ts'
import { hostKey } from './sshd.ts'

/** A jail as it stands on a server: sshd's real log, by a real syslog daemon, read in fail2ban's strictest mode. */
export interface Jail {
  /** Connections that fail2ban counted as failures. */
  failures(): Promise<number>
  banned(): Promise<readonly string[]>
}

/** Starts rsyslogd, sshd and fail2ban with `mode=aggressive` and the default of five failures in ten minutes. Resolves when all listen. */
export async function startJail(lab: Lab): Promise<Jail> {
  const at = (name: string): string => join(lab.folder, name)
  mkdirSync(at('jail-etc/fail2ban/jail.d'), { recursive: true })
  writeFileSync(at('auth.log'), '')
  const files = {
    'rsyslog.conf': `module(load="imuxsock" SysSock.Name="/dev/log")\nauth,authpriv.* ${at('auth.log')}\n`,
    sshd_config: `HostKey ${hostKey()}\nUsePAM no\nPidFile none\n`,
    'jail-etc/fail2ban/fail2ban.local': '[Definition]\ndbfile = None\nlogtarget = STDOUT\n',
    'jail-etc/fail2ban/jail.d/defaults-debian.conf': `[DEFAULT]\nbanaction = nftables\nbackend = polling\n[sshd]\nenabled = true\nmode = aggressive\nmaxretry = 5\nfindtime = 10m\nlogpath = ${at('auth.log')}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text)
  const script = `
    rsyslogd -n -i /run/rsyslog.pid -f ${at('rsyslog.conf')} &
    until [ -S /dev/log ]; do sleep 0.05; done
    /usr/sbin/sshd -D -f ${at('sshd_config')} &
    exec fail2ban-server -xf -s ${at('fail2ban.sock')} -p /run/fail2ban.pid start`
  const all = lab.start('server', ['sh', '-c', script], { run: true, etc: at('jail-etc') })
  await all.says(/Jail 'sshd' started/)
  await lab.sh(
    'server',
    `for n in $(seq 100); do grep -q 'Server listening on :: port 22' ${at('auth.log')} && exit 0; sleep 0.05; done; exit 1`,
  )
  const ask = async (): Promise<string> => {
    // The log is polled every second.
    await lab.sh('server', 'sleep 2.5')
    return lab.sh('server', `fail2ban-client -s ${at('fail2ban.sock')} status sshd`)
  }
  return {
    failures: async () => Number(/Total failed:\s*(\d+)/.exec(await ask())?.[1]),
    banned: async () => (/Banned IP list:\s*(.*)/.exec(await ask())?.[1] ?? '').split(' ').filter(Boolean),
  }
}
