import { whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place, sshCommand } from '../wording.ts'

export default cause({
  id: 'second-factor-required',
  layer: 'auth',
  claims: 'The server wants a second factor after the key.',
  means:
    'AuthenticationMethods asks for several proofs, such as a key and then a password or a code: a login without a terminal ends there.',
  prior: 4,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => effectiveConfig(ask, 'authenticationmethods', 'which proofs sshd asks for, one after the other'),
  remedy: (ask) => ({
    text: 'log in by hand, where ssh can ask; scripts need an exemption (Match, AuthenticationMethods publickey) on the server',
    commands: [sshCommand(ask)],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const { reached, done, methods, user } = facts.seen
      if (reached !== 'partial')
        return facts.turnedAway || facts.refused.length === 0
          ? unknown
          : excluded(quote('the server accepted no key as a first factor', facts))
      const because = quote(`the server accepted ${done.join(', ') || 'one proof'} for ${user} and asks for ${methods.join(' or ')}`, facts)
      return likely([because], {
        verdict: `${place(ask)} accepts ${done.join(', ') || 'the first proof'} and wants ${methods.join(' or ')} too`,
      })
    }),
})
