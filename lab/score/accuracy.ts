import type { Board } from './score.ts'
import { confusion, counts, gates, groups, totals } from './totals.ts'

/** docs/accuracy.md: what the lab has seen to be true. */
export function accuracy(board: Board): string {
  const sum = totals(board.scores)
  const { walls } = sum
  const scenarios = new Set(board.scores.map(({ name }) => name)).size
  const kinds = Map.groupBy(
    board.scores.filter((score) => counts(score) && score.judged),
    ({ kind }) => kind,
  )
  return `<!-- Written by \`npm run lab -- --all --accuracy\`. -->

# How often is it right?

Measured, not claimed: \`npm run lab -- --all\` boots real Debian hosts, breaks them for real, and compares what sshwhy says with what was done.
Every fault is confirmed by other tools (tcpdump, ssh, ss, systemctl, nft trace) and by its repair, after which a login works. [lab.md](lab.md) says how.

${board.date.slice(0, 10)}, sshwhy ${board.version} at commit \`${board.commit ?? 'none'}\`, Linux ${board.kernel}: ${board.scores.length} runs of ${scenarios} scenarios in ${board.took} s,
from outside only.

| asked                                       | came out | must be |
| ------------------------------------------- | -------- | ------- |
${gates(sum)
  .map(({ asks, is, must, state }) => `| ${asks} | ${is}${state === 'unmet' ? ' ✗' : ''} | ${must} |`)
  .join('\n')}

First wall: ${walls.right} named (proven or most likely), ${walls.coarse} by a proven general cause, ${walls.open} left open with the truth among what is left, ${walls.wrong} wrong. The truth, or the
general cause of which it is a special case, stands at the top in ${sum.top.is} of ${sum.top.of}. Further walls behind the first: ${sum.blockers.is} of ${sum.blockers.of} are listed as possible; the outside cannot see
them. ${sum.notJudged} runs have a cause that this version does not judge yet; in them nothing wrong may be proven, and nothing more is asked. Time to
the answer: median ${(sum.ms.median / 1000).toFixed(1)} s, longest ${(sum.ms.most / 1000).toFixed(1)} s, several worlds at once; at most ${sum.syns} SYNs to all ports and ${sum.sshd} SSH connection${sum.sshd === 1 ? '' : 's'} a diagnosis.

## By kind of fault

| kind | runs | right | coarse | left open | wrong |
| --- | --- | --- | --- | --- | --- |
${[...kinds].map(([kind, scores]) => `| ${kind} | ${scores.length} | ${(['right', 'coarse', 'open'] as const).map((wall) => scores.filter((score) => score.wall === wall).length).join(' | ')} | ${scores.filter(({ wall }) => wall === 'wrong' || wall === 'blamed').length} |`).join('\n')}

## What the outside cannot tell apart

The runs by what the outside sees of them. Where a class holds several true causes, no tool can name the right one from there; the report
lists them, best first, each with the command that decides.

| answer | around it | runs | true causes | left open, in how many runs |
| --- | --- | --- | --- | --- |
${groups(board.scores)
  .map(
    ({ class: answer, beside, runs, truths, open }) =>
      `| ${answer} | ${beside} | ${runs.length} | ${truths.map(code).join(', ')} | ${open
        .slice(0, 12)
        .map(([cause, count]) => `${code(cause)} ${count}`)
        .join(', ')}${open.length > 12 ? ` and ${open.length - 12} more` : ''} |`,
  )
  .join('\n')}

## Truth and verdict

| truth | verdicts |
| --- | --- |
${confusion(board.scores)
  .map(([truth, verdicts]) => `| ${code(truth)} | ${verdicts.map(([verdict, count]) => `${code(verdict)} ${count}`).join(', ')} |`)
  .join('\n')}
`
}

const code = (cause: string): string => (cause === 'nothing' ? 'nothing' : `\`${cause}\``)
