import { imageUsers, keysRefused, refusal, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { loginJournal, onServer, place } from '../wording.ts'

export default cause({
  id: 'wrong-user-name',
  layer: 'auth',
  claims: 'The server has no such user, or the keys belong to another user there.',
  means: 'Without a name ssh takes the local one. Images of clouds have users of their own; sshd refuses unknown users like wrong keys.',
  prior: 8,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) => onServer(loginJournal(ask), 'whether sshd logged "Invalid user"'),
  remedy: (ask) => {
    const others = ask(imageUsers).filter((name) => name !== ask.observation.target.user)
    const known = others.length > 0 ? ` (images of that system have ${others.slice(0, 8).join(', ')})` : ''
    const host = ask.observation.target.input.replace(/^.*@/, '')
    return {
      text: `name the user that the server has${known}`,
      commands: others.slice(0, 3).flatMap((name) => (/^[\w.-]+$/.test(host) ? [`ssh ${name}@${host}`] : [])),
    }
  },
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      if (facts.taken.length > 0) return excluded(quote('the server would take a key for this user', facts))
      if (!ask(keysRefused) || facts.refused.length === 0) return unknown
      const users = ask(imageUsers)
      const usual = users.includes(facts.seen.user)
      const typed =
        ask.observation.target.input.includes('@') || ask.observation.target.changed.some(({ keyword }) => /^user$/i.test(keyword))
      const verdict = `${place(ask)} has no user ${facts.seen.user} with these keys`
      return possible([refusal(facts)], { verdict, weight: usual ? 0.2 : typed ? 0.8 : 1.5 })
    }),
})
