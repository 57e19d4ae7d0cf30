import { keyName, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place, sshCommand } from '../wording.ts'

export default cause({
  id: 'too-many-keys',
  layer: 'auth',
  claims: 'ssh offers so many keys that sshd ends the login before the right one (MaxAuthTries).',
  means: 'Each key that an agent or ~/.ssh offers counts as a failure; after MaxAuthTries, 6 unless changed, sshd closes.',
  prior: 6,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => effectiveConfig(ask, 'maxauthtries', 'how many failures sshd allows'),
  remedy: (ask) => ({
    text: 'offer the one key that is meant, here or by IdentityFile and IdentitiesOnly in ~/.ssh/config',
    commands: ['ssh-add -l', sshCommand(ask, { words: ['-o IdentitiesOnly=yes', '-i KEY'] })],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const words = facts.said(/^Received disconnect from .{1,100}: ?Too many authentication failures/)
      if (words === undefined) {
        return facts.seen.reached === 'methods' && facts.end === 'person' && facts.unoffered.every(({ why }) => why !== 'ended')
          ? excluded(quote('sshd did not end the login: every key had its turn', facts))
          : unknown
      }
      const left = facts.unoffered.filter(({ why }) => why === 'ended')
      const because = quote(`sshd ended it with "Too many authentication failures" after ${facts.refused.length} keys`, facts)
      const verdict = `ssh offers so many keys that sshd on ${place(ask)} ends the login`
      const [next] = left
      return next
        ? likely([because, quote(`${left.length} more were not tried, first the ${keyName(next)}`, facts)], { verdict })
        : possible([because], { verdict })
    }),
})
