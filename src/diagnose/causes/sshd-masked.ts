import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-masked',
  layer: 'listener',
  claims: 'The unit of sshd is masked or kept from starting by a condition, so that nothing can start it.',
  means: 'systemctl mask links the unit to /dev/null; on Debian, /etc/ssh/sshd_not_to_be_run has the same effect.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'systemctl is-enabled ssh.service sshd.service; ls -l /etc/ssh/sshd_not_to_be_run',
      'whether the unit is masked or switched off by a file',
    ),
  remedy: () => ({ text: 'unmask it, or remove the file', commands: ['sudo systemctl unmask ssh', 'sudo systemctl enable --now ssh'] }),
  judge: closedPort,
})
