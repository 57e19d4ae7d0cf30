import { expect } from 'vitest'
import { type Program, readDiagnosis } from '../../lab/run/program.ts'

/** Three default diagnoses of a healthy host in a row, as somebody does who does not believe the first. @returns connections to sshd that each reports */
export async function thrice(program: Program, target: string): Promise<number[]> {
  const connections: number[] = []
  for (let round = 0; round < 3; round++) {
    const seen = readDiagnosis(await program.run(['--json', target]))
    expect(seen.verdict).toBeNull()
    expect(seen.addresses.map(({ ssh }) => ssh?.reached)).toEqual(['host-key'])
    connections.push(seen.connections.sshd)
  }
  return connections
}
