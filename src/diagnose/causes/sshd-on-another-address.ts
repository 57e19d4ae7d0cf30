import { parseAddress } from '../../net/address.ts'
import { nameSeen } from '../derive/evidence.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, likely, possible, quote, unknown } from '../judgement.ts'
import { onServer, place, sshCommand } from '../wording.ts'

export default cause({
  id: 'sshd-on-another-address',
  layer: 'listener',
  claims: "The host's SSH server listens on another of its addresses or on one family only.",
  means: 'ListenAddress or AddressFamily ties sshd to some addresses; the others refuse. A second host behind the same name looks alike.',
  prior: 4,
  refines: 'sshd-stopped',
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: () =>
    onServer("sudo ss -ltnp | grep ssh; sudo sshd -T | grep -iE '^(listenaddress|addressfamily)'", 'on which addresses sshd listens'),
  remedy: (ask) => {
    const other = answering(ask)
    const family = other ? parseAddress(other.address)?.family : undefined
    return {
      text: 'use the address that answers, or let sshd listen on all',
      commands: family && parseAddress(ask.address ?? '')?.family !== family ? [sshCommand(ask, { family })] : [],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'rst') return unknown
    const other = answering(ask)
    // Often it is 127.0.0.1, the address of a VPN, or one family: none that was asked for.
    if (!other)
      return possible([quote(`RST from ${ask.address}; the host may have other addresses, where sshd listens`, seen.tcp)], { weight: 0.2 })
    return likely([quote(`RST from ${ask.address}`, seen.tcp), quote(`${other.address} answers as SSH`, other.seen.ssh)], {
      verdict: `sshd listens on ${other.address}, not on ${place(ask)}`,
    })
  },
})

function answering(ask: Parameters<typeof place>[0]) {
  const addresses = ask(nameSeen)?.seen.addresses ?? []
  return addresses.flatMap((address) => {
    const seen = address === ask.address ? undefined : ask.about(address)(symptom)
    return seen?.kind === 'identified' ? [{ address, seen }] : []
  })[0]
}
