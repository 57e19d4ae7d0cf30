import { recogniseGreeting } from '../../ssh/messages/greeting.ts'
import { printable } from '../../net/printable.ts'
import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { listeners, ms, place, port } from '../wording.ts'

/** Services that wait for the client to speak, and say this to one that does not. */
const ANSWERS = /HTTP|TLS|Redis/

/** Who speaks first does so in a round trip or few; a protocol multiplexer waits longer for the client's first bytes. Microseconds. */
const AT_ONCE = 1_000_000

export default cause({
  id: 'not-sshd-on-the-port',
  layer: 'listener',
  claims: 'What answers on the port is no SSH server that ssh can talk to.',
  means: 'Another service holds the port, or the port is another service’s by right; it speaks its own protocol.',
  prior: 4,
  families: ['B'],
  predicts: ['open'],
  decide: listeners,
  remedy: () => ({ text: 'ask for the right port, or free this one on the server', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    switch (seen.kind) {
      case 'foreign': {
        const { before, identification } = seen.ssh.seen
        if (identification !== undefined) {
          const old = printable(identification, 80)
          return likely([quote(`it identifies itself as ${old}: ssh speaks version 2 only`, seen.ssh)], {
            verdict: `port ${port(ask)} of ${place(ask)} speaks an SSH version that ssh no longer does (${old})`,
          })
        }
        const shown = printable(before.split('\n')[0]?.trim() ?? '', 80)
        const greeting = recogniseGreeting(before)
        const because = quote(`it said: ${shown}`, seen.ssh)
        if (!greeting)
          return likely([because, quote('no SSH identification followed', seen.ssh)], {
            verdict: `port ${port(ask)} of ${place(ask)} answers, but not as an SSH server`,
          })
        // A port that several protocols share speaks for one of them when the client is silent for long, as we are.
        if (ANSWERS.test(greeting) || (seen.ssh.seen.firstUs ?? Infinity) > AT_ONCE) {
          return likely([because, quote(`that is the greeting of ${greeting}`, seen.ssh)], {
            verdict: `port ${port(ask)} of ${place(ask)} is answered by ${greeting}, not by an SSH server`,
          })
        }
        return proven(
          [because, quote(`that is the greeting of ${greeting}, and no SSH identification followed in ${ms(seen.ssh.seen.us)}`, seen.ssh)],
          {
            verdict: `port ${port(ask)} of ${place(ask)} is answered by ${greeting}, not by an SSH server`,
          },
        )
      }
      case 'endless':
        return likely([quote(`${seen.ssh.seen.bytes} bytes of text and no SSH identification: a tarpit, or another service`, seen.ssh)], {
          verdict: `port ${port(ask)} of ${place(ask)} is a tarpit or another service: endless text, no SSH identification`,
        })
      case 'mute':
        return possible([quote(`open, and not a byte in ${ms(seen.ssh.seen.us)}: many services wait for the client to speak`, seen.ssh)])
      case 'identified':
        if (seen.kex === 'garbled')
          return likely([quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)], {
            verdict: `what answers on port ${port(ask)} of ${place(ask)} names itself as SSH, and does not speak it`,
          })
        return excluded(quote('an SSH server answers', seen.ssh))
      case 'refusal-text':
        return excluded(quote('an SSH server answers', seen.ssh))
      default:
        return unknown
    }
  },
})
