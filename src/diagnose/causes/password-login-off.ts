import { keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, possible, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place } from '../wording.ts'

export default cause({
  id: 'password-login-off',
  layer: 'auth',
  claims: 'The server takes no password: only a key can log in.',
  means:
    'PasswordAuthentication no and KbdInteractiveAuthentication no are the default of cloud images: without an accepted key nobody gets in.',
  prior: 3,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) =>
    effectiveConfig(ask, 'passwordauthentication|kbdinteractive|authenticationmethods', 'whether sshd takes passwords from this client'),
  remedy: () => ({ text: 'put a public key on the server by its console, or by the settings of the cloud', commands: [] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const { methods, done } = facts.seen
      // That a method is listed does not say that it can succeed: prohibit-password lists passwords for root.
      if (facts.typed.length > 0 || !ask(keysRefused) || done.length > 0 || methods.length === 0) return unknown
      const because = quote(`the server takes ${methods.join(', ')} and no password`, facts)
      // Where no key was there to be offered, a password is what the user had in mind.
      const none = facts.refused.length === 0
      return possible(none ? [because] : [because, refusal(facts)], {
        verdict: `${place(ask)} takes no password, only ${methods.join(', ')}`,
        weight: none ? 8 : 0.5,
      })
    }),
})
