import type { TraceStep } from '../../firewall/netfilter/trace.ts'
import type { Look } from '../look.ts'
import { paint } from '../paint.ts'
import type { Paint } from '../paint.ts'
import { plain } from '../plain.ts'
import { count } from '../seen.ts'
import { wrap } from '../wrap.ts'

const INDENT = 4
/** Deeper jumps are drawn no deeper. */
const DEEPEST = 8

function line(look: Look, depth: number, text: string, kind?: Paint): readonly string[] {
  const indent = INDENT + 2 * Math.min(depth, DEEPEST)
  return wrap(plain(look, text), look.width - indent - 2).map(
    (one, index) => ' '.repeat(indent + (index === 0 ? 0 : 2)) + (kind ? paint(look, kind, one) : one),
  )
}

function paintOf(did: string): Paint | undefined {
  if (/^(?:policy )?accept|^forward/.test(did)) return 'passes'
  return /^(?:policy )?drop|^rst|^reject/.test(did) ? 'blocks' : did === 'unknown' ? 'unknown' : undefined
}

function stepText({ by, did, matched, why }: TraceStep, all: boolean): string {
  if (by.gate === 'kernel') return did === 'accept' ? 'given to the socket' : `${did}: ${by.text}`
  const said = by.index === 0 ? did : `rule ${by.index}${matched === 'maybe' ? ' may match' : ''}: ${did}`
  const doubt = why === '' ? '' : ` (${why})`
  return all && by.index > 0 && by.text !== '' ? `${said}${doubt}: ${by.text}` : said + doubt
}

/** Whether the base chain has nothing more to say about the packet. */
function isLast({ did, matched }: TraceStep): boolean {
  return matched === 'yes' && /^(?:policy|accept|drop|reject|dnat|snat|unknown)/.test(did)
}

/**
 * The way of one packet through hooks and chains; jumps are set in. Where the order of chains is not known the walk has taken both.
 * @param most steps that are shown
 */
export function traceLines(look: Look, trace: readonly TraceStep[], most: number, all: boolean): readonly string[] {
  const lines: string[] = []
  const seen = new Set<string>()
  let above = ''
  for (const step of trace.slice(0, most)) {
    const { hook, by, depth, passed } = step
    const chain = by.gate === 'kernel' ? hook : `${hook}: ${by.family} ${by.table} ${by.chain} (${by.gate})`
    if (depth === 0 && chain !== above) {
      above = chain
      lines.push(...line(look, -1, seen.has(chain) ? `${chain}, in the other order` : chain, 'faint'))
      seen.add(chain)
    }
    if (passed > 0) lines.push(...line(look, depth, `${count(passed, 'rule')} ${passed === 1 ? 'does' : 'do'} not match`, 'faint'))
    lines.push(...line(look, depth, stepText(step, all), paintOf(step.did)))
    if (isLast(step)) above = ''
  }
  const more = trace.length - most
  return more > 0 ? [...lines, ...line(look, 0, `… ${count(more, 'step')} more`, 'faint')] : lines
}
