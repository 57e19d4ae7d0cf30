import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-start-limit-hit',
  layer: 'listener',
  claims: 'systemd has given up starting sshd, because it failed too often.',
  means: 'After five failures in ten seconds a unit stays down until reset-failed, even when its cause is mended.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => onServer('systemctl status ssh sshd --no-pager', 'whether the start limit was hit, and by which failure'),
  remedy: () => ({ text: 'mend the cause first, then', commands: ['sudo systemctl reset-failed ssh', 'sudo systemctl start ssh'] }),
  judge: closedPort,
})
