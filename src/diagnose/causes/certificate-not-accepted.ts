import { keyName, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { loginJournal, onServer, place } from '../wording.ts'

const CERTIFICATE = /-CERT$/

export default cause({
  id: 'certificate-not-accepted',
  layer: 'auth',
  claims: 'The server does not accept the certificate: expired, for another name, or of a CA that it does not trust.',
  means: 'A user certificate must be signed by a CA of TrustedUserCAKeys, name the user among its principals, and be in its time.',
  prior: 8,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => onServer(loginJournal(ask), 'why sshd refused it: "Certificate invalid: expired", "name is not a listed principal"'),
  remedy: () => ({ text: 'look at its time and principals, and have it signed anew', commands: ['ssh-keygen -L -f KEY-cert.pub'] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      if (facts.accepted.some(({ type }) => CERTIFICATE.test(type))) return excluded(quote('the server accepted the certificate', facts))
      const refused = facts.refused.find(({ type }) => CERTIFICATE.test(type))
      const unfit = facts.unoffered.find(({ why }) => why === 'certificate')
      if (refused) {
        const verdict = `${place(ask)} does not accept the certificate ${refused.name}`
        return possible([quote(`the server refused the ${keyName(refused)}`, facts)], { verdict, weight: 4 })
      }
      if (unfit) return possible([quote(`ssh passes over ${unfit.name}: it is no user certificate`, facts)])
      return facts.seen.keys.length > 0 && facts.seen.keys.every(({ why }) => why !== 'ended')
        ? excluded(quote('ssh offered no certificate', facts))
        : unknown
    }),
})
