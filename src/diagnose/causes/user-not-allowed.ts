import { keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place } from '../wording.ts'

export default cause({
  id: 'user-not-allowed',
  layer: 'auth',
  claims: 'sshd lets this user in from nowhere, or not from here (AllowUsers, DenyUsers, AllowGroups, DenyGroups).',
  means: 'Once AllowUsers or AllowGroups is set, everybody else is refused, in the same words as a wrong key.',
  prior: 4,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => effectiveConfig(ask, '^(allow|deny)(users|groups)', 'who is allowed in'),
  remedy: () => ({
    text: 'add the user to AllowUsers, or to a group of AllowGroups, on the server; then reload sshd',
    commands: ['sudo sshd -t && sudo systemctl reload ssh'],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      // sshd treats such a user as an invalid one (allowed_user() in auth.c): no key of his is ever taken.
      if (facts.taken.length > 0) return excluded(quote('the server would take a key for this user', facts))
      if (!ask(keysRefused) || (facts.refused.length === 0 && facts.end !== 'refused')) return unknown
      return possible([refusal(facts)], { verdict: `sshd on ${place(ask)} does not let ${facts.seen.user} in` })
    }),
})
