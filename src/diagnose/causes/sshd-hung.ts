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
    return seen.kind === 'identified' ? excluded(quote('it identifies itself', seen.ssh)) : unknown
  },
})
