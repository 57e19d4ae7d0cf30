import { keyName, keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { loginJournal, onServer, place } from '../wording.ts'

export default cause({
  id: 'account-locked-or-expired',
  layer: 'auth',
  claims: 'The account of the user is locked or has expired, or PAM keeps it out.',
  means: 'Key and user are right, and then the account stage of PAM (expiry, pam_access, faillock, SSSD) or a locked password refuses.',
  prior: 3,
  families: ['A', 'S'],
  predicts: ['open'],
  decide: (ask) => {
    const user = /^[\w.][\w.-]*$/.test(ask.observation.target.user ?? '') ? ask.observation.target.user : 'USER'
    return onServer(
      `sudo chage -l ${user}; sudo passwd -S ${user}; ${loginJournal(ask)}`,
      'whether the account is locked or expired, and what PAM says',
    )
  },
  remedy: () => ({ text: 'unlock or extend the account on the server: usermod -U, chage -E', commands: [] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      if (facts.seen.reached === 'partial') return excluded(quote('the server goes on with this user', facts))
      const verdict = `${place(ask)} takes the key of ${facts.seen.user}, and its account is locked, expired or kept out`
      const [key] = facts.accepted
      if (facts.turnedAway && key) {
        const words = facts.banner(/\b(?:account|password)\b.{0,60}\b(?:expired|locked|disabled|inactive)\b/i)
        const because = quote(`the server took the ${keyName(key)}, and did not let ${facts.seen.user} in after its signature`, facts)
        if (words !== undefined) return likely([quote(`the server said "${words}"`, facts), because], { verdict })
        return possible([because], { verdict, weight: facts.seen.user === 'root' ? 1 : 5 })
      }
      return ask(keysRefused) && facts.refused.length > 0
        ? possible([refusal(facts)], { verdict: `the account ${facts.seen.user} on ${place(ask)} is locked`, weight: 0.3 })
        : unknown
    }),
})
