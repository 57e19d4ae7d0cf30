import { paint } from './line.ts'
import type { Board } from './score.ts'
import { gates, totals } from './totals.ts'

/** The scoreboard for a terminal. */
export function scoreboard(board: Board): string {
  const sum = totals(board.scores)
  const width = Math.max(...gates(sum).map(({ asks }) => asks.length))
  const must = gates(sum).map(({ asks, is, must: needed, state }) => {
    const mark = { met: paint('green', '✓'), unmet: paint('red', '✗'), unmeasured: '·' }[state]
    return `  ${mark} ${asks.padEnd(width)}  ${is.padEnd(22)} must be ${needed}`
  })
  const { walls } = sum
  const more = [
    `first wall: ${walls.right} right, ${walls.coarse} coarse, ${walls.open} left open, ${walls.wrong} wrong; the truth or its general cause at the top in ${sum.top.is} of ${sum.top.of}`,
    `further walls listed as possible: ${sum.blockers.is} of ${sum.blockers.of}; of a cause that this version does not judge: ${sum.notJudged} runs`,
    `time: median ${(sum.ms.median / 1000).toFixed(1)} s, most ${(sum.ms.most / 1000).toFixed(1)} s; most SYNs ${sum.syns}, most SSH connections ${sum.sshd}`,
    ...(sum.void > 0 ? [`${sum.void} runs do not count: their scenario was not what it says`] : []),
    `${board.scores.length} runs in ${board.took} s, sshwhy ${board.version} at ${board.commit ?? 'no commit'}, Linux ${board.kernel}`,
  ]
  return `\nOutside view\n${must.join('\n')}\n\n${more.map((text) => `  ${text}`).join('\n')}\n`
}
