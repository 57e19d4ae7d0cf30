import type { Ask } from '../../model/cause.ts'
import { onLink } from '../derive/around.ts'
import { routeSeen } from '../derive/evidence.ts'
import { knownKey } from '../derive/known-key.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { keyText, lineText, quoteLine } from '../key-wording.ts'
import { addressWord } from '../wording.ts'
import { shellWord } from '../../net/shell-word.ts'

export default cause({
  id: 'address-conflict',
  layer: 'network',
  claims: 'Another machine on the link has the same address, and answers in place of the target.',
  means:
    'Two machines with one address: a fixed address that DHCP gave to another one too, or a copy of a virtual machine. Who answered last the question for the link address gets the packets.',
  prior: 1,
  families: ['R', 'K'],
  predicts: ['refused', 'open'],
  decide: (ask) => ({
    where: 'here',
    command: neighbours(ask),
    tells: 'which link addresses answer for it: two, or one that is not that of the target, are a conflict',
  }),
  remedy: () => ({
    text: "find the other machine by its link address, in the switch or among the DHCP server's leases, and give it another address",
    commands: [],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    const route = ask(routeSeen)
    if (!route || !ask(onLink)) return unknown
    const near = quote(`${ask.address} is on the link of ${route.seen.device}`, route)
    if (seen.kind === 'rst') return possible([near, quote('RST, from whoever has the address', seen.tcp)], { weight: 0.2 })
    const known = seen.kind === 'identified' ? ask(knownKey) : undefined
    if (!known?.line || known.key.signature !== 'verified') return unknown
    const { state, line, key } = known
    if (state === 'match') return excluded(quoteLine(line, `the server proves that it has the key of ${lineText(line)}`))
    if ((state !== 'changed' && state !== 'other-type') || known.notShown) return unknown
    const keys = [quote(`it shows ${keyText(key)}`, known.seen), quoteLine(line, `${lineText(line)} has ${keyText(line)}`)]
    return possible([near, ...keys], known.fate === 'refuses' ? {} : { blocks: false })
  },
})

/** ARP (RFC 826) by arping of iputils, which goes on to broadcast with -b; IPv6 by neighbour discovery (RFC 4861). */
function neighbours(ask: Ask): string {
  const address = (ask.address ?? 'ADDRESS').split('%')[0] ?? ''
  const device = shellWord(ask(routeSeen)?.seen.device ?? 'INTERFACE')
  const kept = `ip neigh show ${address === ask.address ? addressWord(ask) : shellWord(address)}`
  return address.includes(':')
    ? `${kept}; sudo ndisc6 -m ${shellWord(address)} ${device}`
    : `${kept}; sudo arping -b -c 3 -I ${device} ${shellWord(address)}`
}
