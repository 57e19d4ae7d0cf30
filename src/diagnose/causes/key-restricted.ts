import { keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { loginJournal, onServer, place, source } from '../wording.ts'

export default cause({
  id: 'key-restricted',
  layer: 'auth',
  claims: 'The key is accepted on the server, but not from this client, or not any more (from=, expiry-time= in authorized_keys).',
  means: 'Options before a key in authorized_keys bind it to source addresses or to a time; sshd then refuses it like an unknown key.',
  prior: 2,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => onServer(loginJournal(ask), 'whether sshd logged "correct key but not from a permitted host", or an expired key'),
  remedy: (ask) => ({ text: `on the server, let from= of that key match ${source(ask)}, or take the option away`, commands: [] }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      if (facts.taken.length > 0) return excluded(quote('the server took a key from this client', facts))
      if (!ask(keysRefused) || facts.refused.length === 0) return unknown
      return possible([refusal(facts)], { verdict: `the key may log in to ${place(ask)} only from elsewhere` })
    }),
})
