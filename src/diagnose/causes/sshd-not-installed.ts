import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-not-installed',
  layer: 'listener',
  claims: 'No SSH server is installed on the host.',
  means: 'Minimal images, containers and appliances come without sshd: the port is closed because there is no program to open it.',
  prior: 4,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => onServer('command -v sshd || ls -l /usr/sbin/sshd', 'whether an SSH server is installed'),
  remedy: () => ({
    text: 'install and start it, from the console',
    commands: ['sudo apt-get install openssh-server', 'sudo systemctl enable --now ssh'],
  }),
  judge: closedPort,
})
