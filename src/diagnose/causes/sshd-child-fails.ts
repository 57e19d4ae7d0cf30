import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, possible, quote, unknown } from '../judgement.ts'
import { journal, ms, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-child-fails',
  layer: 'sshd',
  claims: 'sshd accepts, but the process that should serve this connection fails at once.',
  means: 'No memory, processes or file descriptors left, files removed under a running sshd, or a half-done upgrade.',
  prior: 4,
  families: ['C'],
  predicts: ['open'],
  decide: () =>
    onServer(
      `${journal(30)}; free -h; df -h /; cat /proc/sys/kernel/pid_max`,
      'what the process said when it ended, and what the host lacks',
    ),
  remedy: () => ({
    text: 'free what is missing, or finish the upgrade; then restart sshd from the console',
    commands: ['sudo sshd -t', 'sudo systemctl restart ssh'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    // From OpenSSH 9.8 on the process can fail after the identification, too.
    if (seen.kind === 'identified' && seen.kex === 'dropped')
      return possible([quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)], { weight: 1.5 })
    if (seen.kind !== 'dropped') return unknown
    return possible(
      [quote(`opened, and ${seen.ssh.seen.ended === 'reset' ? 'reset' : 'closed'} after ${ms(seen.ssh.seen.us)} without a byte`, seen.ssh)],
      seen.ssh.seen.us > 1_000_000 ? { weight: 0.3 } : { weight: 1.5 },
    )
  },
})
