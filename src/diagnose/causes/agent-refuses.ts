import { keyName, whereLoginFailed } from '../derive/login.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'

export default cause({
  id: 'agent-refuses',
  layer: 'client',
  claims: 'The SSH agent of this machine does not sign with the key that the server would take.',
  means: 'An agent may want a confirmation, a PIN or a touch for each use, be locked, or be forwarded from a machine that is gone.',
  prior: 4,
  families: ['A'],
  predicts: ['open'],
  decide: () => ({ where: 'here', command: 'ssh-add -T KEY.pub', tells: 'whether the agent signs with that key' }),
  remedy: () => ({
    text: 'unlock the agent, confirm the use, or add the key anew; an agent of another kind can be named by IdentityAgent',
    commands: ['ssh-add -l', 'ssh-add -d KEY; ssh-add KEY'],
  }),
  judge: (ask) =>
    whereLoginFailed(ask, (facts) => {
      const { agent } = facts.seen
      const key = facts.unsigned.find(({ from }) => from === 'agent')
      if (key) {
        const words = facts.said(/signing failed/) ?? 'signing failed'
        const verdict = `the SSH agent on this machine does not sign with the ${keyName(key)}, which the server would take`
        return likely([quote(words, facts)], { verdict, decide: decideBy(key.name) })
      }
      if (facts.accepted.some(({ from }) => from === 'agent')) return excluded(quote('the agent has signed', facts))
      return agent !== undefined && facts.accepted.length === 0
        ? possible([quote(`no agent answered: ${agent}`, facts)], { verdict: 'the SSH agent on this machine does not answer', weight: 0.2 })
        : unknown
    }),
})

const decideBy = (name: string) => ({
  where: 'here' as const,
  command: name.startsWith('/') && /^[\w./-]+$/.test(name) ? `ssh-add -T ${name}.pub` : 'ssh-add -L >keys.pub; ssh-add -T keys.pub',
  tells: 'whether the agent signs with its keys',
})
