import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { ms, onServer, source } from '../wording.ts'

export default cause({
  id: 'logins-stall',
  layer: 'sshd',
  claims: 'sshd waits for another service before it goes on: a name server, a directory, a file server.',
  means: 'UseDNS with a dead resolver, SSSD, LDAP or an NFS home make every login wait for the same constant time.',
  prior: 2,
  families: ['B', 'S'],
  predicts: ['open'],
  decide: (ask) =>
    onServer(
      `sudo sshd -T | grep -iE 'usedns|gssapi'; time getent hosts ${source(ask)}`,
      'whether sshd looks names up, and how long that takes',
    ),
  remedy: () => ({ text: 'mend the resolver, or set UseDNS no', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'mute') return possible([quote(`open, and not a byte in ${ms(seen.ssh.seen.us)}`, seen.ssh)])
    if (seen.kind === 'identified' && seen.kex === 'silent')
      return possible([quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)], { weight: 0.5 })
    return seen.kind === 'identified' && seen.ssh.seen.us < 1_000_000
      ? excluded(quote(`it identified itself within ${ms(seen.ssh.seen.us)}`, seen.ssh))
      : unknown
  },
})
