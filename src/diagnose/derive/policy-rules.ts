import type { Because } from '../../model/cause.ts'
import { need } from '../ask.ts'

const LINE = /^-(4|6) rule (\d+: .* (?:blackhole|unreachable|prohibit))$/

/** A policy rule of the routing tables that stops packets. */
export interface StoppingRule {
  /** As `ip rule` writes it. */
  readonly rule: string
  readonly because: Because
}

/** The policy rules that stop packets of the address's family, of the capture `client-routes`. Which of them matched, nobody says. */
export const stoppingRules = need('stopping-rules', (ask): readonly StoppingRule[] => {
  const found = ask.capture('client-routes')
  const family = ask.address?.includes(':') ? '6' : '4'
  return (found?.capture.out ?? '').split('\n').flatMap((text, at) => {
    const match = LINE.exec(text)
    if (!found || match?.[1] !== family) return []
    const rule = match[2] ?? ''
    return [{ rule, because: { text: `the policy rule ${rule}`, from: { capture: found.index, line: at + 1, text } } }]
  })
})
