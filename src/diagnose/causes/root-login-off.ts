import { keyName, keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, likely, possible, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place } from '../wording.ts'

export default cause({
  id: 'root-login-off',
  layer: 'auth',
  claims: 'sshd does not let root in (PermitRootLogin).',
  means: 'PermitRootLogin no refuses root whatever the proof; prohibit-password, the default, refuses passwords only.',
  prior: 10,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => effectiveConfig(ask, '^permitrootlogin', 'whether root may log in, and how'),
  remedy: () => ({ text: 'log in as a user that may become root, then use sudo', commands: [] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      // Another name may have the uid 0.
      if (facts.seen.user !== 'root') return unknown
      const verdict = `sshd on ${place(ask)} does not let root in (PermitRootLogin)`
      const [key] = facts.accepted
      // auth_root_allowed() is asked after the signature (monitor.c): the key is taken, and the login refused.
      if (facts.turnedAway && key) {
        const because = quote(`the server took the ${keyName(key)}, and refused root after its signature`, facts)
        return facts.said(/^Connection (?:closed|reset)/) ? possible([because], { verdict }) : likely([because], { verdict })
      }
      return ask(keysRefused) ? possible([refusal(facts)], { verdict, weight: 0.5 }) : unknown
    }),
})
