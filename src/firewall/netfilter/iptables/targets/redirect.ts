import { natAction, readNatPorts } from '../nat-target.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** nf_nat_redirect.c: to the loopback address in OUTPUT, otherwise to the first address of the interface it came in by. */
const redirect: TargetPart = {
  name: 'REDIRECT',
  families: [4, 6],
  surety: 'firm',
  means: 'the packet is sent to this host itself; one of several ports is not known',
  options: { 'to-ports': 1, random: 0 },
  read: (options) => {
    const text = options.find(({ name }) => name === 'to-ports')?.values[0]
    const ports = text === undefined ? null : readNatPorts(text)
    if (text !== undefined && (!ports || ports.base !== null)) return unreadable(`no ports: "${text}"`)
    const random = options.some(({ name }) => name === 'random')
    return natAction('dst', { addresses: null, ports, random }, () => 'primary')
  },
}

export default redirect
