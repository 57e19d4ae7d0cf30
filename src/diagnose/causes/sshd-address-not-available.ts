import { cause } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-address-not-available',
  layer: 'listener',
  claims: 'sshd could not bind, because the address in ListenAddress was not on the host.',
  means: 'An address that is added later (VPN, DHCP) is absent when sshd starts: `Cannot assign requested address`.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer(`${journal(20)}; ip -brief address; sudo sshd -T | grep -i listenaddress`, 'whether the address that sshd is to bind exists'),
  remedy: () => ({
    text: 'start it again once the address is there, or listen on all addresses',
    commands: ['sudo systemctl restart ssh'],
  }),
  judge: closedPort,
})
