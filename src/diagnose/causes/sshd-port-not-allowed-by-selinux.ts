import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-port-not-allowed-by-selinux',
  layer: 'listener',
  claims: 'SELinux does not let sshd bind the port it is configured for.',
  means: 'A port without the type ssh_port_t gives `Bind to port … failed: Permission denied`.',
  prior: 1,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'sudo ausearch -m avc -ts recent -c sshd; sudo semanage port -l | grep ssh',
      'whether SELinux refused the bind, and which ports it allows',
    ),
  remedy: () => ({
    text: 'allow the port of sshd_config to sshd',
    commands: [`sudo semanage port -a -t ssh_port_t -p tcp "$(sudo sshd -T | awk '/^port /{print $2; exit}')"`],
  }),
  judge: closedPort,
})
