import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-config-not-in-force',
  layer: 'listener',
  claims: 'The running sshd does not use the configuration on disk.',
  means: 'An edited sshd_config counts only after a reload; `-o`, `-f` and a socket unit overrule it altogether.',
  prior: 1,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'ps -o lstart=,args= -C sshd; ls -l --time-style=full-iso /etc/ssh/sshd_config /etc/ssh/sshd_config.d/',
      'whether sshd was started before the last edit, or with other options',
    ),
  remedy: () => ({ text: 'test, then reload', commands: ['sudo sshd -t && sudo systemctl reload ssh'] }),
  judge: closedPort,
})
