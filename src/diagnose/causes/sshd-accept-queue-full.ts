import { vanishes } from '../derive/vanishes.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { cause } from '../judgement.ts'
import { onServer, port } from '../wording.ts'

export default cause({
  id: 'sshd-accept-queue-full',
  layer: 'listener',
  claims: 'The accept queue of sshd is full, so that the kernel drops new connections.',
  means: 'A hung or stopped sshd takes no connection from its queue; when it is full, the kernel drops.',
  prior: 1,
  families: ['T', 'B'],
  predicts: ['timed-out'],
  decide: (ask) => onServer(`ss -ltn 'sport = :${port(ask)}'; nstat -az TcpExtListenOverflows`, 'whether Recv-Q exceeds the backlog'),
  remedy: () => ({ text: 'restart sshd, and find why it hung', commands: ['sudo systemctl restart ssh'] }),
  // On one's own machine nothing else drops so easily.
  judge: (ask) => vanishes(ask, 'possible', { up: ask(targetIsOwn) ? 10 : 1, dark: 0.3 }),
})
