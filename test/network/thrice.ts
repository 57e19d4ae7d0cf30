import { expect } from 'vitest'
import type { Lab } from './lab.ts'
import type { Net } from './net.ts'
import { type Program, readDiagnosis } from './program.ts'

/** Three default diagnoses of a healthy host in a row, as somebody does who does not believe the first. @returns connections to sshd that each reports */
export async function thrice(program: Program, target: string): Promise<number[]> {
  const connections: number[] = []
  for (let round = 0; round < 3; round++) {
    const seen = readDiagnosis(await program.run(['--json', target]))
    expect(seen.verdict).toBeNull()
    expect(seen.addresses.map(({ ssh }) => ssh?.reached)).toEqual(['identification'])
    connections.push(seen.connections.sshd)
  }
  return connections
}

/** What a plain connection to the SSH port ends in: its first line, or what bash says. */
export async function connect(lab: Lab, net: Net): Promise<string> {
  const words = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${net.server}/22; read -t 2 -u 3 line; echo "$line"`]
  const { stdout, stderr } = await lab.run('client', words)
  return `${stdout}${stderr}`
}
