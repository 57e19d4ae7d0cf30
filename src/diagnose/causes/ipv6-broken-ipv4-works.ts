import { parseAddress } from '../../net/address.ts'
import { nameSeen } from '../derive/evidence.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { sshCommand } from '../wording.ts'

export default cause({
  id: 'ipv6-broken-ipv4-works',
  layer: 'client',
  claims: 'SSH answers on an address of the one family, and not on this address of the other.',
  means:
    'A name with addresses of both families is tried in order; when one family is broken, ssh waits, fails, or shows only the last error.',
  prior: 5,
  blocks: false,
  families: ['U', 'T', 'R'],
  predicts: ['refused', 'timed-out', 'unreachable', 'local-error', 'open'],
  decide: (ask) => ({
    where: 'here',
    command: sshCommand(ask, { family: ask.address?.includes(':') ? 4 : 6, words: ['-v'] }),
    tells: 'whether ssh works over the other family',
  }),
  remedy: (ask) => {
    const works = ask.address?.includes(':') ? 4 : 6
    return {
      text: `use IPv${works}, or set AddressFamily for this host, until the other family is mended`,
      commands: [sshCommand(ask, { family: works })],
    }
  },
  judge: (ask) => {
    const name = ask(nameSeen)
    const here = ask.address === null ? null : parseAddress(ask.address)
    if (!name || !here) return unknown
    const others = name.seen.addresses.filter((text) => parseAddress(text)?.family !== here.family)
    if (others.length === 0) return unknown
    const seen = ask(symptom)
    if (seen.kind === 'identified') return unknown
    const works = others.flatMap((text) => {
      const other = ask.about(text)(symptom)
      return other.kind === 'identified' ? [other] : []
    })[0]
    if (!works) {
      const tried = others.every((text) => !['not-tried', 'open-unread'].includes(ask.about(text)(symptom).kind))
      return tried ? excluded(quote('no address of the other family works either', name)) : unknown
    }
    if (seen.kind === 'no-address' || seen.kind === 'not-tried' || seen.kind === 'open-unread') return unknown
    return likely([quote(`${works.tcp.seen.address} answers as SSH`, works.ssh), quote(`${ask.address} does not`, seen.tcp)], {
      verdict: `IPv${here.family} does not work, IPv${here.family === 4 ? 6 : 4} does`,
    })
  },
})
