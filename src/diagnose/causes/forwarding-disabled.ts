import { readChannelOpenFailure } from '../../ssh/messages/channel-open-failure.ts'
import { need } from '../ask.ts'
import { cause, likely, quote, unknown } from '../judgement.ts'
import { onServer } from '../wording.ts'
import { messages } from '../derive/evidence.ts'

/** The server's refusal to connect on for us, in the words of ssh. */
const prohibited = need('forwarding-prohibited', (ask) =>
  ask(messages).find(({ seen }) => readChannelOpenFailure(seen.text)?.reason === 'prohibited'),
)

export default cause({
  id: 'forwarding-disabled',
  layer: 'session',
  claims: 'The server forbids the forwarding that was asked for.',
  means:
    'A jump host must connect on for its users: AllowTcpForwarding no, DisableForwarding, PermitOpen, or a key with no-port-forwarding or permitopen= forbid it. ssh then says "administratively prohibited".',
  prior: 3,
  families: ['S'],
  predicts: ['open'],
  decide: (ask) =>
    onServer(
      `sudo sshd -T -C user=${ask.observation.target.user ?? 'USER'},host=HOST,addr=ADDRESS | grep -iE 'forwarding|permitopen'`,
      'what sshd allows this user to forward',
    ),
  remedy: () => ({
    text: 'allow it for the users that jump (Match … AllowTcpForwarding yes, or PermitOpen HOST:22), and reload sshd',
    commands: ['sudo systemctl reload ssh'],
  }),
  judge: (ask) => {
    const said = ask(prohibited)
    if (!said) return unknown
    return likely([quote(`the server answered the request for a connection: ${said.seen.text}`, said)], {
      verdict: 'the server lets the login in, and forbids to connect on from there',
    })
  },
})
