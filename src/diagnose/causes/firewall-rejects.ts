import { icmpName } from '../../net/icmp.ts'
import { rejectsAround } from '../derive/around.ts'
import { answeredAt } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { ms, place, port, RULES, source } from '../wording.ts'

/** Longer than this, in microseconds, somebody waited for a link address; a rule answers at once. */
const AT_ONCE = 900_000

export default cause({
  id: 'firewall-rejects',
  layer: 'firewall',
  claims: 'A REJECT rule of the target refuses this client with an ICMP error.',
  means:
    'ufw (`default reject`, `limit`), firewalld, fail2ban and REJECT without more words answer by ICMP, which a closed port never does.',
  prior: 8,
  families: ['R', 'U'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () => RULES,
  remedy: (ask) => ({
    text: `on the server, allow this client alone, by whatever owns the rule (ufw: sudo ufw prepend allow from ${source(ask)} to any port ${port(ask)} proto tcp)`,
    commands: ['sudo ufw status numbered', 'sudo firewall-cmd --list-all', 'sudo fail2ban-client status sshd'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    switch (seen.kind) {
      case 'icmp': {
        if (seen.by !== 'target') return excluded(quote(`the ICMP error came from ${seen.from}, not from the target`, seen.tcp))
        if (seen.meaning === 'time-exceeded' || seen.meaning === 'too-big') return unknown
        const because = quote(
          `${icmpName(seen.family, seen.type, seen.code)} from ${seen.from} itself after ${ms(seen.tcp.seen.us)}`,
          seen.tcp,
        )
        const verdict = `a firewall rule on ${place(ask)} rejects port ${port(ask)}`
        // 3/0 and 3/1 prove no policy: a NAT router says so of an inner host that is gone.
        if (seen.meaning === 'host-unreachable' || seen.meaning === 'net-unreachable')
          return possible([because], { verdict, weight: seen.tcp.seen.us < AT_ONCE ? 1 : 0.2 })
        const at = ask(answeredAt)
        if (at?.kind === 'nearer' || at?.kind === 'behind') return possible([because], { verdict, against: [at.because] })
        const shown = at ? [at.because] : []
        return likely([because, quote('a closed TCP port would answer with RST', seen.tcp), ...shown], { verdict })
      }
      case 'silent': {
        const around = ask(rejectsAround)
        if (!around) return unknown
        return possible(
          [quote(`port ${around.seen.port} is rejected by ICMP; such answers are limited in number, and this one may be left out`, around)],
          {
            weight: 3,
          },
        )
      }
      case 'rst':
        return excluded(quote('the answer was a RST, not an ICMP error', seen.tcp))
      case 'blind':
        return seen.tcp.seen.outcome === 'timed-out'
          ? unknown
          : possible([quote(`${seen.tcp.seen.errno ?? 'failed'}, by what this machine cannot see`, seen.tcp)])
      case 'identified':
        return excluded(quote('the port answers as SSH', seen.ssh))
      default:
        return unknown
    }
  },
})
