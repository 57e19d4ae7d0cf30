import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'ssh-socket-owns-the-port',
  layer: 'listener',
  claims: "systemd's ssh.socket decides the port, not the Port line of sshd_config.",
  means: 'On Ubuntu 22.10 and later ssh.socket listens; an edited Port counts only when the socket was regenerated, or never.',
  prior: 2,
  refines: 'sshd-on-another-port',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'systemctl is-active ssh.socket; systemctl show -p Listen ssh.socket',
      'whether the socket is active, and on which port it listens',
    ),
  remedy: () => ({
    text: 'regenerate and restart the socket',
    commands: ['sudo systemctl daemon-reload', 'sudo systemctl restart ssh.socket'],
  }),
  judge: closedPort,
})
