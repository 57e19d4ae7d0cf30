import { shellWord } from '../../net/shell-word.ts'
import { keyName, refusal, keysRefused, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { loginJournal, onServer, place, sshCommand } from '../wording.ts'

export default cause({
  id: 'no-accepted-key',
  layer: 'auth',
  claims: 'None of the keys that ssh offers is accepted for this user.',
  means: 'The public half of a key must stand in ~/.ssh/authorized_keys of the user on the server, in a file that nobody else can write.',
  prior: 20,
  families: ['A'],
  predicts: ['open'],
  decide: (ask) =>
    onServer(
      `sudo ls -ld ~USER ~USER/.ssh ~USER/.ssh/authorized_keys; sudo ssh-keygen -lf ~USER/.ssh/authorized_keys; ${loginJournal(ask)}`.replaceAll(
        'USER',
        user(ask.observation.target.user),
      ),
      'the fingerprints of the keys that are accepted, who can write the files, and why sshd refused',
    ),
  remedy: (ask) => ({
    text: 'add the public key on the server, by a login that works or by the console; or name the key that is there already',
    commands: [
      'ssh-add -l',
      sshCommand(ask, { words: ['-o IdentitiesOnly=yes', '-i KEY'] }),
      sshCommand(ask).replace(/^ssh /, 'ssh-copy-id -i KEY.pub '),
    ],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const [taken] = facts.taken
      if (taken) return excluded(quote(`the server would take the key ${taken.name}`, facts))
      const passed = facts.unoffered.find(({ why }) => why === 'permissions' || why === 'unreadable')
      if (passed && facts.refused.length === 0) {
        const open = passed.why === 'permissions'
        const why = open ? 'its file can be read by others' : 'no key could be read from its file'
        return likely([quote(`ssh passes over the ${keyName(passed)}: ${why}`, facts)], {
          verdict: `ssh passes over the ${keyName(passed)}, because ${why}`,
          remedy: open
            ? { text: 'only its owner may read the file of a private key', commands: [`chmod 600 ${shellWord(passed.name)}`] }
            : { text: 'name the file of the private key', commands: [`ssh-keygen -lf ${shellWord(passed.name)}`] },
        })
      }
      if (!ask(keysRefused) || (facts.refused.length === 0 && facts.end !== 'refused')) return unknown
      const also = facts.typed.length > 0 ? [quote(`it would also take ${facts.typed.join(' or ')}, which was not tried`, facts)] : []
      return possible([refusal(facts), ...also], {
        verdict: `none of your keys is accepted for ${facts.seen.user} on ${place(ask)}`,
        weight: facts.said(/Too many authentication failures/) ? 0.5 : 1,
      })
    }),
})

/** As a word after `~` in a command, where nothing may be quoted. */
const user = (name: string | null): string => (/^[\w.][\w.-]*$/.test(name ?? '') ? (name ?? '') : 'USER')
