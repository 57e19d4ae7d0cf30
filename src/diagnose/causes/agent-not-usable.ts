import { agentSeen, type AgentSeen } from '../derive/agent.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, unknown } from '../judgement.ts'

/** What connect(2) to the socket said, or the agent. */
const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no socket stands there',
  ECONNREFUSED: 'nobody listens there any more',
  EACCES: 'this user may not use it',
  silent: 'it does not answer',
  refuses: 'it refuses to list its keys',
}

const place = ({ by, path }: AgentSeen): string => (by === 'IdentityAgent' ? `${path} (IdentityAgent)` : `${path} (${by})`)

export default cause({
  id: 'agent-not-usable',
  layer: 'client',
  claims: 'The agent that ssh would ask for keys does not answer, or has none.',
  means: 'SSH_AUTH_SOCK or IdentityAgent leads to an agent that has ended, hangs, is locked, or was never given a key.',
  prior: 3,
  blocks: false,
  families: ['A'],
  predicts: [],
  decide: () => ({ where: 'here', command: 'ssh-add -l', tells: 'whether an agent answers, and which keys it holds' }),
  remedy: (ask) => {
    const agent = ask(agentSeen)
    if (agent?.state === 'answers') return { text: 'give it the key, or unlock it', commands: ['ssh-add', 'ssh-add -X'] }
    return agent?.by === 'IdentityAgent'
      ? { text: 'correct IdentityAgent in ssh_config, or start that agent', commands: [] }
      : { text: 'the agent of an earlier login is gone: start one in this shell', commands: ['eval "$(ssh-agent -s)"', 'ssh-add'] }
  },
  judge: (ask) => {
    const agent = ask(agentSeen)
    if (!agent || agent.state === 'none' || ask(symptom).kind !== 'identified') return unknown
    const from = { capture: agent.index, line: 2, text: `state ${agent.state}` }
    if (agent.keys.length > 0)
      return excluded({ text: `the agent holds ${agent.keys.length} ${agent.keys.length === 1 ? 'key' : 'keys'}`, from })
    // ssh-agent answers with an empty list while it is locked: process_request_identities() in ssh-agent.c.
    if (agent.state === 'answers') {
      const verdict = `the agent at ${place(agent)} is locked, or holds no key`
      return possible([{ text: 'the agent answers with an empty list of keys', from }], { verdict })
    }
    const why = WHY[agent.state] ?? `it fails with ${agent.state}`
    return likely([{ text: `the agent at ${place(agent)}: ${why} (${agent.state})`, from }], {
      verdict: `ssh has no agent: ${place(agent)}: ${why}`,
    })
  },
})
