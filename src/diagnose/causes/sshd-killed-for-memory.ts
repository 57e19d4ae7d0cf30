import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-killed-for-memory',
  layer: 'listener',
  claims: 'The host is out of memory, and the kernel kills what sshd starts.',
  means: 'The OOM killer spares the listener of sshd (oom_score_adj −1000), and takes its children.',
  prior: 1,
  refines: 'sshd-child-fails',
  families: ['C'],
  predicts: ['open'],
  decide: () =>
    onServer(
      'sudo dmesg -T | grep -iE "out of memory|oom" | tail; free -h',
      'whether the kernel killed processes, and how much memory is left',
    ),
  remedy: () => ({ text: 'free memory from the console, and find what took it', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') {
      if (seen.kex === 'answered') return excluded(quote('it exchanged keys', seen.ssh))
      if (seen.kex !== 'dropped') return unknown
      return possible([quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)], { weight: 0.5 })
    }
    return seen.kind === 'dropped' && seen.ssh.seen.us < 2_000_000
      ? possible([quote(`opened, and ended after ${ms(seen.ssh.seen.us)} without a byte`, seen.ssh)], { weight: 0.5 })
      : unknown
  },
})
