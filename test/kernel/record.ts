import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dumps, KernelAnswer, Versions } from './kernel.ts'
import type { Trial } from './trial.ts'

/** A trial with what the kernel said, to be judged again without a kernel. */
export interface Recorded {
  readonly trial: Trial
  /** What the tools dumped of it, where we were wrong about that alone. */
  readonly dumps?: Dumps
  readonly answers: readonly KernelAnswer[]
  /** What it is true for. */
  readonly versions: Versions
}

const FOLDER = join(import.meta.dirname, 'fixtures')

/** Keeps a trial for test/firewall/netfilter/recorded.test.ts. @returns its file */
export function keep(recorded: Recorded): string {
  const name = `${kindOf(recorded.trial)}-${createHash('sha256').update(JSON.stringify(recorded.trial)).digest('hex').slice(0, 8)}`
  const path = join(FOLDER, `${name}.json`)
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(path, `${JSON.stringify(recorded, null, 2)}\n`)
  return path
}

/** By name. */
export function kept(): ReadonlyMap<string, Recorded> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return new Map(names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recorded]))
}

function kindOf(trial: Trial): string {
  const kinds = [
    trial.nft === null ? '' : 'nft',
    trial.iptables === null && trial.ip6tables === null ? '' : 'iptables-nft',
    trial.iptablesLegacy === null && trial.ip6tablesLegacy === null ? '' : 'iptables-legacy',
  ].filter((kind) => kind !== '')
  return kinds.length === 1 ? (kinds[0] ?? '') : kinds.length === 0 ? 'nothing' : 'mixed'
}
