import { keyName, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { effectiveConfig, place } from '../wording.ts'

/** Key types that current servers or clients refuse: DSA is gone since OpenSSH 10.0, RSA with SHA-1 is off since 8.8. */
const OLD = /^(?:RSA|DSA)/

export default cause({
  id: 'key-type-not-accepted',
  layer: 'auth',
  claims: 'The key is of a type, or signs with an algorithm, that one side no longer accepts.',
  means:
    'RSA keys sign with SHA-1 on old machines, which OpenSSH 8.8 refuses; DSA keys are refused since 7.0; PubkeyAcceptedAlgorithms narrows further.',
  prior: 3,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => effectiveConfig(ask, 'pubkeyaccepted|requiredrsasize', 'the signature algorithms that sshd accepts'),
  remedy: () => ({ text: 'make an Ed25519 key and put its public half on the server', commands: ['ssh-keygen -t ed25519'] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const { seen, refused, unoffered } = facts
      if (facts.taken.length > 0) return excluded(quote('a key was accepted, and its type with it', facts))
      const kept = unoffered.find(({ why }) => why === 'algorithm')
      if (kept) {
        const because = quote(`ssh and the server have no signature algorithm in common for the ${keyName(kept)}`, facts)
        const verdict = `no signature algorithm of the ${keyName(kept)} is accepted by ssh and ${place(ask)} alike`
        return refused.length === 0 ? likely([because], { verdict }) : possible([because], { verdict, weight: 2 })
      }
      const old = refused.find(({ type }) => OLD.test(type))
      if (!old || seen.reached !== 'methods') return unknown
      return possible([quote(`the server refused the ${keyName(old)}, a type that not every server takes`, facts)])
    }),
})
