import { join } from 'node:path'
import type { CodeSplittingNameFunction } from 'rolldown'

/**
 * The way of the main job, in the order in which its files are loaded: what every command needs; what it takes until `ssh -G` runs; and what is
 * loaded while that runs. One chunk each: a file costs 0.2 ms, and nothing is loaded before its time.
 */
const WAY = [
  { chunk: 'start', from: ['src/cli/main.ts'] },
  { chunk: 'run', from: ['src/cli/run.ts'] },
  { chunk: 'look', from: ['src/observe/engine.ts', 'src/diagnose/diagnose.ts', 'src/cli/report.ts'] },
] as const

/** The chunk of a module: the first on the way that imports it statically; null for those that only other commands need. */
export function startChunks(root: string): CodeSplittingNameFunction {
  const reached = new Map<string, ReadonlySet<string>>()
  return (id, context) => {
    for (const { chunk, from } of WAY) {
      const known =
        reached.get(chunk) ??
        closure(
          from.map((file) => join(root, file)),
          (module) => context.getModuleInfo(module)?.importedIds ?? [],
        )
      reached.set(chunk, known)
      if (known.has(id)) return chunk
    }
    return null
  }
}

function closure(entries: readonly string[], imports: (module: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [...entries]
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (seen.has(module)) continue
    seen.add(module)
    waiting.push(...imports(module))
  }
  return seen
}
