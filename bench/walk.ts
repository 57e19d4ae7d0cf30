/**
 * `npm run bench:walk [-- ROUNDS] [--write]`: how long reading and walking the rules of a host takes over every source at once, and how much memory,
 * beside the kernel's own tools that only load the same file. A new process for each measurement, all in turns, in a new order each round.
 * `--write` draws docs/walk-growth.svg. It needs root for the tools: they get a network namespace of their own.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { rolldown } from 'rolldown'
import { drawn, type Growth, told } from './walk/growth.ts'
import type { Measured } from './walk/once.ts'
import { rulesOf, setOf } from './walk/rules.ts'

interface Contender {
  readonly name: string
  readonly family: 4 | 6
  readonly rules: number
  readonly form: 'iptables' | 'nft' | 'set'
  readonly files: readonly string[]
  /** What loads the same in the kernel; a line of sh. */
  readonly tool: string
  readonly fewestRegions: number
  readonly ours: Measured[]
  /** Whole processes, milliseconds. */
  readonly process: number[]
  readonly toolProcess: number[]
}

/** A tool that takes longer is not waited for. */
const PATIENCE_MS = 60_000
const SIZES = [1000, 10_000, 100_000] as const
const ELEMENTS = 1_000_000
const root = join(import.meta.dirname, '..')
const rounds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 5)
const scratch = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'))
const once = join(scratch, 'once.mjs')

function written(name: string, text: string): string {
  const path = join(scratch, name)
  writeFileSync(path, text)
  return path
}

function contender(
  form: Contender['form'],
  family: 4 | 6,
  rules: number,
  name: string,
  files: readonly string[],
  tool: string,
  fewestRegions: number,
): Contender {
  return { name, family, rules, form, files, tool, fewestRegions, ours: [], process: [], toolProcess: [] }
}

function withRules(rules: number, family: 4 | 6): readonly Contender[] {
  const texts = rulesOf(rules, family)
  const of = `${rules.toLocaleString('en')} rules, ${family === 4 ? 'IPv4' : 'IPv6'}`
  const [iptables, nft] = [written(`${rules}-${family}.iptables`, texts.iptables), written(`${rules}-${family}.nft`, texts.nft)]
  const restore = family === 4 ? 'iptables-restore' : 'ip6tables-restore'
  return [
    contender('iptables', family, rules, `iptables-save, ${of}`, [iptables], `${restore} --test ${iptables}`, rules / 2),
    contender('nft', family, rules, `nft, ${of}`, [nft], `nft -c -f ${nft}`, rules / 2),
  ]
}

function withSets(): readonly Contender[] {
  const texts = setOf(ELEMENTS)
  const of = `of ${ELEMENTS.toLocaleString('en')} addresses`
  const [ipset, iptables, nft] = [written('set.ipset', texts.ipset), written('set.iptables', texts.iptables), written('set.nft', texts.nft)]
  return [
    contender('set', 4, 1, `ipset ${of}`, [ipset, iptables], `ipset restore < ${ipset} && iptables-restore --test ${iptables}`, 2),
    contender('set', 4, 1, `nft set ${of}`, [nft], `nft -c -f ${nft}`, 2),
  ]
}

function measure({ name, family, files, fewestRegions, ours, process: whole }: Contender): void {
  const started = performance.now()
  const { stdout, stderr, status } = spawnSync(process.execPath, [once, String(family), ...files], { encoding: 'utf8' })
  whole.push(performance.now() - started)
  if (status !== 0) throw new Error(`${name}: ${stderr}`)
  const measured = JSON.parse(stdout) as Measured
  if (measured.unread > 0) throw new Error(`${name}: ${measured.unread} lines were not understood`)
  if (measured.regions < fewestRegions) throw new Error(`${name}: ${measured.regions} regions, expected are ${fewestRegions} at least`)
  ours.push(measured)
}

function load({ name, tool, toolProcess }: Contender): void {
  const started = performance.now()
  const { status, stderr, error } = spawnSync('unshare', ['-n', 'sh', '-c', tool], { encoding: 'utf8', timeout: PATIENCE_MS })
  if (error) return
  if (status !== 0) throw new Error(`${name}: ${stderr.slice(0, 300)}`)
  toolProcess.push(performance.now() - started)
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one)
}

const total = ({ read, walk }: Measured): number => read + walk
const cell = (value: number, digits: number, width: number): string => (Number.isNaN(value) ? '–' : value.toFixed(digits)).padStart(width)

function print(contenders: readonly Contender[]): void {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, medians of ${rounds} cold runs in turns`)
  console.log('read, walk: every source at once; one: a walk for one source afterwards; process and tool: from start to end\n')
  const head = ['read', 'walk', 'both', 'one', 'MiB', 'regions', 'process', 'tool', 'process/tool']
  console.log(`${''.padEnd(36)}${head.map((word) => word.padStart(word.length > 8 ? 14 : 9)).join('')}`)
  for (const { name, ours, process: whole, toolProcess } of contenders) {
    const of = (what: (one: Measured) => number): number => median(ours.map((one) => what(one)))
    const [took, tool] = [median(whole), median(toolProcess)]
    console.log(
      `${name.padEnd(36)}${cell(
        of(({ read }) => read),
        1,
        9,
      )}${cell(
        of(({ walk }) => walk),
        1,
        9,
      )}${cell(of(total), 1, 9)}` +
        `${cell(
          of(({ single }) => single),
          2,
          9,
        )}${cell(of(({ memory }) => memory) / 1024, 0, 9)}${cell(
          of(({ regions }) => regions),
          0,
          9,
        )}` +
        `${cell(took, 0, 9)}${cell(tool, 0, 9)}${cell(took / tool, 2, 14)}`,
    )
  }
  console.log('')
  for (const one of contenders) promised(one)
}

/** What is promised of a size, and whether it was kept in the median. */
function promised({ name, form, rules, family, ours }: Contender): void {
  if (family === 6 || rules === 1000) return
  const small = form !== 'set' && rules === 10_000
  const both = median(ours.map((one) => total(one)))
  const memory = median(ours.map((one) => one.memory)) / 1024
  target(`${name}: read and walk, ms`, both, small ? 150 : 2000)
  target(`${name}: peak memory, MiB`, memory, small ? 120 : 500)
  if (small) target(`${name}: one source, ms`, median(ours.map((one) => one.single)), 1)
}

function target(name: string, value: number, most: number): void {
  console.log(`${name.padEnd(62)}${value.toFixed(value < 10 ? 2 : 0).padStart(8)} (at most ${most}) ${value <= most ? 'met' : 'NOT met'}`)
}

function growth(contenders: readonly Contender[]): readonly Growth[] {
  const all = contenders.filter(({ form, family }) => form !== 'set' && family === 4)
  return (['iptables', 'nft'] as const).flatMap((form) => {
    const same = all.filter((one) => one.form === form)
    return [
      { name: `${form}: read and walk`, points: same.map(({ rules, ours }) => ({ rules, ms: median(ours.map((one) => total(one))) })) },
      {
        name: form === 'iptables' ? 'iptables-restore --test' : 'nft -c -f',
        points: same.map(({ rules, toolProcess }) => ({ rules, ms: median(toolProcess) })),
      },
    ]
  })
}

try {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'walk/once.ts'), cwd: root, platform: 'node' })
  await bundle.write({ file: once, format: 'esm' })
  const contenders = [...SIZES.flatMap((rules) => withRules(rules, 4)), ...withRules(10_000, 6), ...withSets()]
  const runs = contenders.flatMap((one) => [() => measure(one), ...(process.getuid?.() === 0 ? [() => load(one)] : [])])
  for (let round = 0; round < rounds; round++) for (const run of shuffled(runs)) run()
  print(contenders)
  const grown = growth(contenders)
  console.log(`\n${told(grown)}`)
  if (process.argv.includes('--write')) writeFileSync(join(root, 'docs/walk-growth.svg'), drawn(grown))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
