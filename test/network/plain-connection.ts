import type { Lab } from './lab.ts'
import type { Net } from './net.ts'

/** What a plain connection to the SSH port ends in: its first line, or what bash says. */
export async function connect(lab: Lab, net: Net): Promise<string> {
  const words = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${net.server}/22; read -t 2 -u 3 line; echo "$line"`]
  const { stdout, stderr } = await lab.run('client', words)
  return `${stdout}${stderr}`
}
