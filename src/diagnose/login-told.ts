import type { Ask } from '../model/cause.ts'
import type { Rung } from '../model/diagnosis.ts'
import { type LoginFacts, loginFacts, loginNotTried, keyName } from './derive/login.ts'

/** Methods as people call them. */
const PROOF: Readonly<Record<string, string>> = {
  publickey: 'key accepted',
  none: 'no proof asked',
  hostbased: 'this machine accepted',
  'gssapi-with-mic': 'ticket accepted',
}

/** How the login went, as the end of a sentence about the server that answers; empty where none was tried. */
export function loginHappened(ask: Ask): string {
  const facts = ask(loginFacts)
  if (!facts) return ''
  const { user, by } = facts.seen
  switch (facts.end) {
    case 'authenticated':
      return `, ${PROOF[by ?? ''] ?? 'login accepted'} for ${user}`
    case 'refused':
      return `, and refuses the login of ${user}`
    case 'person':
      return `, and ${asked(facts)}`
    case 'unfinished':
      return `, and the login ended early: ${last(facts)}`
  }
}

/** What only a person could have given. */
function asked(facts: LoginFacts): string {
  const { reached, done, user } = facts.seen
  const [locked] = facts.locked
  const refused = facts.refused.length > 0 && reached === 'methods' ? `refuses your keys for ${user}; ` : ''
  if (locked) return `${refused}the ${keyName(locked)} is locked: its passphrase, PIN or touch was not asked for`
  const [unsigned] = facts.unsigned
  if (unsigned) return `${refused}would take the ${keyName(unsigned)}, which was not signed with`
  const typed = facts.typed.map((method) => (method === 'password' ? 'a password' : 'an answer typed by hand')).join(' or ')
  if (reached === 'partial') return `wants ${typed} of ${user} after ${done.join(', ')}, which was not tried`
  return `${refused}${refused === '' ? 'wants' : 'it takes'} ${typed}${refused === '' ? ` of ${user}` : ''}, which was not tried`
}

/** The last that ssh said. */
function last({ seen }: LoginFacts): string {
  return seen.said.at(-1)?.slice(0, 200) ?? 'ssh said nothing'
}

/** The rung `auth` of the ladder, and that of `session`, which a login without a session does not reach. */
export function authRung(ask: Ask): readonly [Rung['state'], string] {
  const facts = ask(loginFacts)
  if (!facts) return ['not-tested', ask(loginNotTried) ?? '']
  const { user, by, methods, reached } = facts.seen
  switch (facts.end) {
    case 'authenticated':
      return ['passes', `${user} is logged in${by === undefined ? '' : ` by ${by}`}`]
    case 'refused':
      if (facts.turnedAway) return ['unknown', `a key is accepted for ${user}, and the login refused after it`]
      return [
        'blocks',
        reached === 'partial'
          ? `one proof is not enough: ${methods.join(', ')}`
          : `the login of ${user} is refused (${methods.join(', ')})`,
      ]
    case 'person':
      return ['unknown', asked(facts)]
    case 'unfinished':
      return ['unknown', last(facts)]
  }
}
