import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms, onServer, place, port } from '../wording.ts'

export default cause({
  id: 'sshd-hung',
  layer: 'listener',
  claims: 'sshd listens, but does not serve: it is stopped, stuck on a disk, or starved.',
  means: 'The kernel completes connections for sshd; when sshd itself does not run, they open and nothing follows.',
  prior: 4,
  families: ['B'],
  predicts: ['open', 'timed-out'],
  decide: (ask) =>
    onServer(
      `ps -o pid,stat,wchan:20,args -C sshd; ss -ltn 'sport = :${port(ask)}'; systemctl show -p FreezerState ssh; uptime`,
      'whether sshd is stopped (T), stuck (D) or frozen, and whether its queue is full',
    ),
  remedy: () => ({
    text: 'restart sshd from the console, after a look at disk, memory and load',
    commands: ['sudo systemctl restart ssh'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'mute')
      return possible([quote(`open, and not a byte in ${ms(seen.ssh.seen.us)}`, seen.ssh)], {
        weight: 2,
        verdict: `sshd on ${place(ask)} accepts port ${port(ask)} and then hangs`,
      })
    if (seen.kind !== 'identified') return unknown
    if (seen.kex !== 'silent') return excluded(quote('it identifies itself', seen.ssh))
    const silence = quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)
    // The kernel acknowledges for a program that hangs: what was not acknowledged was lost on the way.
    const lost = (seen.ssh.seen.kex?.stall?.unacked ?? 0) > 0
    return lost
      ? possible([silence], { weight: 0.1, against: [quote('not even its kernel has acknowledged what we sent', seen.ssh)] })
      : possible([silence], { verdict: `sshd on ${place(ask)} identifies itself on port ${port(ask)} and then hangs` })
  },
})
