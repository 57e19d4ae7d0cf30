import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms } from '../wording.ts'

export default cause({
  id: 'upstream-has-no-backend',
  layer: 'listener',
  claims: 'A load balancer or proxy accepts the connection, and has no server behind it.',
  means: 'It completes the handshake by itself, finds no healthy backend, and closes.',
  prior: 2,
  families: ['C', 'R'],
  predicts: ['open', 'refused', 'timed-out'],
  decide: () => ({
    where: 'cloud',
    command:
      'aws elbv2 describe-target-groups --query "TargetGroups[].TargetGroupArn" --output text | xargs -n1 aws elbv2 describe-target-health --target-group-arn',
    tells: 'whether the balancer has a healthy target (haproxy: `show servers state`)',
  }),
  remedy: () => ({ text: 'bring a backend up, or connect to the server itself', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') return excluded(quote('an SSH server answers', seen.ssh))
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
