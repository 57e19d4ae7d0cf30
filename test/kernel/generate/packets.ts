import { HOST_ADDRESSES, type Syn } from '../trial.ts'
import { BEYOND, type Universe } from './universe.ts'

/** SYNs that tell the rules of a trial apart. No two have source and source port in common. */
export function packets(universe: Universe, count: number): Syn[] {
  const { random, family } = universe
  const known = new Map<string, Syn>()
  for (let drawn = 0; known.size < count && drawn < 4 * count; drawn++) {
    const syn: Syn = {
      source: universe.text(universe.source()),
      sourcePort: universe.packetSourcePort(),
      destination: random.weighted([
        [HOST_ADDRESSES[family][0], 6],
        [HOST_ADDRESSES[family][1], 3],
        [BEYOND[family], 1],
      ]),
      port: universe.packetPort(),
      tos: random.chance(0.1) ? random.pick([0x10, 0x20, 0x28, 0xb8]) : 0,
      ttl: random.chance(0.1) ? random.pick([2, 32, 63, 65, 128, 255]) : 64,
    }
    const key = `${syn.source} ${syn.sourcePort}`
    if (!known.has(key)) known.set(key, syn)
  }
  return [...known.values()]
}
