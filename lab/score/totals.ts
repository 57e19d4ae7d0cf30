import { generalsOf, rightClass } from './judge.ts'
import type { Score, Wall } from './score.ts'

/** So many of so many. */
export interface Share {
  readonly is: number
  readonly of: number
}

/** The runs that look alike from outside: the same answer, and the same ports around it. */
export interface Group {
  readonly class: string
  readonly beside: string
  readonly runs: readonly Score[]
  /** The true causes, each by the most general one that it refines. */
  readonly truths: readonly string[]
  /** One cause: neither another truth nor, as the scenarios say, another cause that looks the same. */
  readonly single: boolean
  /** Blocking causes that are left open in any of them, with the number of runs, most often first. */
  readonly open: readonly (readonly [cause: string, runs: number])[]
}

export interface Totals {
  /** Runs in which the program or the scenario is wrong. */
  readonly bad: number
  /** Runs that count: the scenario was what it says. */
  readonly runs: number
  /** Runs that do not. */
  readonly void: number
  readonly wrongProven: number
  readonly classRight: Share
  /** Of the runs with a wall that this version judges: the truth is proven, likely or possible; and it is excluded. */
  readonly truthOpen: Share
  readonly truthExcluded: Share
  /** Where the class holds one cause: it is the verdict. */
  readonly single: Share
  /** Over all: the truth, or a general cause of it, is the verdict. */
  readonly top: Share
  /** Where the truth is not proven: the report has the command that decides; and of those that were run, it showed the truth. */
  readonly decides: Share
  readonly told: Share
  readonly walls: Readonly<Record<Wall, number>>
  /** Nothing is broken, and nothing is blamed. */
  readonly healthy: Share
  /** Further walls that the outside view lists at least as possible. */
  readonly blockers: Share
  readonly notJudged: number
  /** Milliseconds. */
  readonly ms: { readonly median: number; readonly most: number }
  readonly syns: number
  readonly sshd: number
}

const share = (scores: readonly Score[], right: (score: Score) => boolean): Share => ({
  is: scores.filter(right).length,
  of: scores.length,
})

export const counts = (score: Score): boolean => score.lab.length === 0

const rootOf = (cause: string): string => generalsOf(cause).at(-1) ?? cause

/** Groups the runs that count by what the outside sees. The largest first. */
export function groups(scores: readonly Score[]): readonly Group[] {
  const by = Map.groupBy(scores.filter(counts), (score) => `${score.class}\n${score.beside}`)
  return [...by.values()]
    .map((runs): Group => {
      const truths = [...new Set(runs.map(({ truth }) => (truth === null ? 'nothing' : rootOf(truth))))].toSorted()
      const rivals = runs.flatMap(({ alike }) => alike.map(rootOf)).filter((cause) => !truths.includes(cause))
      const open = new Map<string, number>()
      for (const { open: causes } of runs) for (const cause of causes) open.set(cause, (open.get(cause) ?? 0) + 1)
      return {
        class: runs[0]!.class,
        beside: runs[0]!.beside,
        runs,
        truths,
        single: truths.length === 1 && rivals.length === 0,
        open: [...open].toSorted((a, b) => b[1] - a[1]),
      }
    })
    .toSorted((a, b) => b.runs.length - a.runs.length)
}

const atTop = ({ truth, verdict }: Score): boolean =>
  truth === verdict || (truth !== null && verdict !== null && generalsOf(truth).includes(verdict))

export function totals(all: readonly Score[]): Totals {
  const scores = all.filter(counts)
  const broken = scores.filter(({ truth, judged }) => truth !== null && judged)
  const unproven = broken.filter(({ truthIs }) => truthIs !== 'proven')
  const times = scores.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const walls: Record<Wall, number> = { right: 0, coarse: 0, open: 0, wrong: 0, blamed: 0 }
  for (const { wall } of broken) walls[wall]++
  return {
    bad: all.filter(({ wrong, lab }) => wrong.length > 0 || lab.length > 0).length,
    runs: scores.length,
    void: all.length - scores.length,
    wrongProven: scores.reduce((sum, { wrongProven }) => sum + wrongProven.length, 0),
    classRight: share(scores, rightClass),
    truthOpen: share(broken, ({ truthIs }) => ['proven', 'likely', 'possible'].includes(truthIs)),
    truthExcluded: share(broken, ({ truthIs }) => truthIs === 'excluded'),
    single: share(
      groups(scores)
        .filter(({ single }) => single)
        .flatMap(({ runs }) => runs)
        .filter(({ judged }) => judged),
      atTop,
    ),
    top: share(broken, atTop),
    decides: share(unproven, ({ decide }) => decide !== null),
    told: share(
      unproven.filter(({ told }) => told !== null),
      ({ told }) => told === true,
    ),
    walls,
    healthy: share(
      scores.filter(({ truth }) => truth === null),
      ({ wall }) => wall === 'right',
    ),
    blockers: {
      is: broken.reduce((sum, { blockers }) => sum + blockers.found.length, 0),
      of: broken.reduce((sum, { further }) => sum + further.length, 0),
    },
    notJudged: scores.filter(({ judged }) => !judged).length,
    ms: { median: times[Math.floor(times.length / 2)] ?? 0, most: times.at(-1) ?? 0 },
    syns: Math.max(0, ...scores.map(({ syns }) => syns)),
    sshd: Math.max(0, ...scores.map(({ sshd }) => sshd)),
  }
}

/** One line of the summary: what is asked, what came out, and whether that is what must be. */
export interface Gate {
  readonly asks: string
  readonly is: string
  readonly must: string
  /** Of what no run was a case of is nothing known. */
  readonly state: 'met' | 'unmet' | 'unmeasured'
}

/** Rounded down: what is missed must be seen. */
const percent = ({ is, of }: Share): string => (of === 0 ? 'none' : `${is} of ${of} (${(Math.floor((1000 * is) / of) / 10).toFixed(1)} %)`)

function atLeast(asks: string, reached: Share, part: number): Gate {
  const state = reached.of === 0 ? 'unmeasured' : reached.is >= reached.of * part ? 'met' : 'unmet'
  return { asks, is: percent(reached), must: `${100 * part} %`, state }
}

function none(asks: string, is: number, runs: number): Gate {
  return { asks, is: String(is), must: '0', state: runs === 0 ? 'unmeasured' : is === 0 ? 'met' : 'unmet' }
}

/** What the outside view must reach. */
export function gates(sum: Totals): readonly Gate[] {
  return [
    none('wrong proven', sum.wrongProven, sum.runs),
    atLeast('who answered, and how', sum.classRight, 0.99),
    atLeast('the true cause is left open', sum.truthOpen, 1),
    none('the true cause is excluded', sum.truthExcluded.is, sum.truthExcluded.of),
    atLeast('at the top where its class holds one cause', sum.single, 0.98),
    atLeast('the command that decides is given', sum.decides, 1),
    atLeast('and shows the cause on the broken host', sum.told, 1),
    atLeast('healthy hosts where nothing is blamed', sum.healthy, 1),
  ]
}

/** How often a verdict was given for a truth: rows of [truth, [verdict, runs][]], both by name. */
export function confusion(scores: readonly Score[]): readonly (readonly [string, readonly (readonly [string, number])[]])[] {
  const rows = Map.groupBy(scores.filter(counts), ({ truth }) => truth ?? 'nothing')
  return [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([truth, runs]) => [
      truth,
      [...Map.groupBy(runs, ({ verdict }) => verdict ?? 'nothing')]
        .map(([verdict, each]) => [verdict, each.length] as const)
        .toSorted((a, b) => b[1] - a[1]),
    ])
}
