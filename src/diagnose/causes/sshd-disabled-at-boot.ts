import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'sshd-disabled-at-boot',
  layer: 'listener',
  claims: 'sshd was not started at the last boot, because its unit is not enabled.',
  means: 'A service that was started by hand, or disabled by an upgrade or an image, is gone after the next reboot.',
  prior: 4,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'systemctl is-enabled ssh.service ssh.socket sshd.service; uptime -s',
      'whether sshd starts at boot, and when the last boot was',
    ),
  remedy: () => ({
    text: 'enable and start it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)',
    commands: ['sudo systemctl enable --now ssh'],
  }),
  judge: closedPort,
})
