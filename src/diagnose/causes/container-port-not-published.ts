import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'container-port-not-published',
  layer: 'listener',
  claims: 'sshd listens in a container whose port is not published on the host.',
  means: 'A container has its own network: without -p its port 22 is closed for everyone outside.',
  prior: 1,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(
      'for tool in docker podman; do sudo $tool ps --format "{{.Names}} {{.Ports}}"; done; sudo lsns -t net',
      'which ports of which container are published, and whose sshd runs in a network of its own',
    ),
  remedy: () => ({
    text: 'publish the port when the container is made: docker run -p 2222:22, or ports: in the compose file',
    commands: [],
  }),
  judge: closedPort,
})
