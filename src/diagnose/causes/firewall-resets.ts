import { control } from '../derive/around.ts'
import { controlTcp } from '../derive/evidence.ts'
import { answeredAt } from '../derive/path.ts'
import { stackReset } from '../derive/reset-header.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms, port, RULES, source } from '../wording.ts'

export default cause({
  id: 'firewall-resets',
  layer: 'firewall',
  claims: 'A firewall rule answers with a RST although an SSH server listens.',
  means: '`REJECT --reject-with tcp-reset` and `ufw reject` look exactly like a closed port from outside.',
  prior: 6,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => RULES,
  remedy: (ask) => ({
    text: `on the server, allow this client before the rule (ufw: sudo ufw prepend allow from ${source(ask)} to any port ${port(ask)} proto tcp)`,
    commands: ['sudo ufw status numbered'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'icmp') return excluded(quote('the answer was an ICMP error, not a RST', seen.tcp))
    if (seen.kind === 'identified' && seen.kex === 'dropped') return unknown
    if (seen.kind === 'identified') return excluded(quote('the port answers as SSH', seen.ssh))
    if (seen.kind === 'blind')
      return seen.tcp.seen.outcome === 'refused' ? possible([quote('refused, by what this machine cannot see', seen.tcp)]) : unknown
    if (seen.kind !== 'rst') return unknown
    const at = ask(answeredAt)
    const stack = ask(stackReset)
    const against = [...(at && at.kind !== 'there' ? [at.because] : []), ...(stack ? [stack] : [])]
    const because = quote(`RST after ${ms(seen.tcp.seen.us)}: a rule that resets, or a closed port`, seen.tcp)
    const probe = ask(controlTcp)
    if (against.length > 0) return possible([because], { weight: 0.1, against })
    if (!probe) return possible([because])
    if (ask(control) === 'silent')
      return possible(
        [because, quote(`port ${probe.seen.port} is dropped: this firewall knows port ${port(ask)} by a rule of its own`, probe)],
        { weight: 2 },
      )
    return possible(
      [because],
      ask(control) === 'rst' ? { weight: 0.5, against: [quote(`port ${probe.seen.port}, closed, answers in the same way`, probe)] } : {},
    )
  },
})
