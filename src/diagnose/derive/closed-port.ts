import type { Ask, Judgement } from '../../model/cause.ts'
import { excluded, possible, quote, unknown } from '../judgement.ts'
import { ms } from '../wording.ts'
import { control, sshElsewhere } from './around.ts'
import { controlTcp } from './evidence.ts'
import { kexFailure } from './kex-failure.ts'
import { othersOpen } from './only-this-source.ts'
import { nearer } from './path.ts'
import { symptom } from './symptom.ts'

/**
 * Judges a reason for which nothing listens on the asked port. From outside all such reasons look alike: a RST, which a closed port
 * sends (RFC 9293 section 3.10.7.1), and a tcp-reset rule as well.
 */
export function closedPort(ask: Ask): Judgement {
  const seen = ask(symptom)
  switch (seen.kind) {
    case 'rst': {
      const because = quote(`RST after ${ms(seen.tcp.seen.us)}: a closed port, or a rule that resets`, seen.tcp)
      const speaks = [ask(nearer)?.because, othersOpen(ask)].filter((one) => one !== undefined)
      if (speaks.length > 0) return possible([because], { weight: 0.1, against: speaks })
      const elsewhere = ask(sshElsewhere)
      return possible(
        [because],
        elsewhere ? { weight: 0.2, against: [quote(`an SSH server runs on port ${elsewhere.seen.port}`, elsewhere)] } : {},
      )
    }
    case 'blind':
      return seen.tcp.seen.outcome === 'refused'
        ? possible([quote(unseenRefuser(seen.tcp.seen.through), seen.tcp)], { weight: 0.5 })
        : unknown
    case 'icmp':
      return excluded(quote('a closed TCP port answers with RST, and this was answered by ICMP', seen.tcp))
    case 'silent': {
      // Hosts in stealth, as Windows is by default, do not answer for closed ports; this one does.
      const probe = ask(controlTcp)
      return probe && ask(control) === 'rst' ? excluded(quote(`a closed port answers here: ${probe.seen.port} sent a RST`, probe)) : unknown
    }
    case 'identified':
    case 'refusal-text':
      return excluded(quote('an SSH server answers on this port', seen.ssh))
    case 'foreign':
    case 'endless':
    case 'mute':
    case 'dropped':
      return excluded(quote('something listens on this port: the connection opened', seen.tcp))
    default:
      return unknown
  }
}

const unseenRefuser = (through: string | undefined): string =>
  through === undefined ? 'refused, by what this machine cannot see' : `refused to ${through}, which does not tell by what`

/**
 * As closedPort, for reasons that under socket activation, or under a running listener, also show as a connection that is opened and
 * closed at once. From OpenSSH 9.8 on it can end as late as in the key exchange (sshd is split into programs): an identification does
 * not exclude them.
 */
export function closedPortOrDropped(ask: Ask): Judgement {
  const seen = ask(symptom)
  if (seen.kind === 'identified') {
    const failure = seen.kex === 'dropped' ? kexFailure(seen.kex, seen.ssh.seen) : null
    return failure === null ? unknown : possible([quote(`it identified itself, and ${failure}`, seen.ssh)], { weight: 0.5 })
  }
  if (seen.kind !== 'dropped') return closedPort(ask)
  return possible([quote(`opened, and closed without a byte after ${ms(seen.ssh.seen.us)}`, seen.ssh)], { weight: 0.5 })
}
