import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'host-still-booting',
  layer: 'listener',
  claims: 'The host is booting and sshd is not up yet.',
  means: 'Between the first answer of the network and the start of sshd a booting host refuses; in emergency mode it does so for good.',
  prior: 3,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () => onServer('systemctl is-system-running; systemctl list-jobs', 'whether the boot is finished, and what it waits for'),
  remedy: () => ({ text: 'wait a minute and try again; if it lasts, look at the console', commands: [] }),
  judge: closedPort,
})
