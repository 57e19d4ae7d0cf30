import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms, onServer } from '../wording.ts'

export default cause({
  id: 'upstream-has-no-backend',
  layer: 'listener',
  claims: 'A load balancer or proxy accepts the connection, and has no server behind it.',
  means: 'It completes the handshake by itself, finds no healthy backend, and closes.',
  prior: 2,
  families: ['C', 'R'],
  predicts: ['open', 'refused', 'timed-out'],
  decide: () =>
    onServer(
      'sudo journalctl -u haproxy -u nginx -u envoy -n 20 --no-pager',
      'whether a balancer or proxy holds this address, and finds no server behind it (on AWS: `aws elbv2 describe-target-health`)',
    ),
  remedy: () => ({ text: 'bring a backend up, or connect to the server itself', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') return excluded(quote('an SSH server answers', seen.ssh))
    if (seen.kind === 'rst')
      return possible([quote(`RST after ${ms(seen.tcp.seen.us)}: some balancers answer so for a port without a backend`, seen.tcp)], {
        weight: 0.1,
      })
    return seen.kind === 'dropped'
      ? possible([
          quote(
            `opened, and ${seen.ssh.seen.ended === 'reset' ? 'reset' : 'closed'} after ${ms(seen.ssh.seen.us)} without a byte`,
            seen.ssh,
          ),
        ])
      : unknown
  },
})
