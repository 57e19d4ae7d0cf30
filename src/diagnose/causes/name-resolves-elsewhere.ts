import { parseAddress } from '../../net/address.ts'
import { isPrivate, scopeOf } from '../../net/scope.ts'
import type { Ask, Because, Judgement } from '../../model/cause.ts'
import { endpoint } from '../derive/endpoint.ts'
import { nameSeen } from '../derive/evidence.ts'
import { disagreement, saidWords, serversSaid } from '../derive/name-servers.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { addressOfServer, hostWord } from '../wording.ts'

/** Names that by their own right mean this machine or this network: RFC 6761, RFC 6762, and what Debian writes into /etc/hosts. */
const LOCAL = /^(localhost|[^.]+)$|\.(localhost|local|localdomain|lan|home|home\.arpa|internal|corp|intranet|test|example|invalid)$/i

/** The name servers contradict the address that ssh would use, or one another: a large site may do that on purpose. */
function disputed(ask: Ask, host: string): Judgement | null {
  const found = ask(disagreement)
  if (!found) return null
  const words = ({ giving, others }: typeof found): readonly Because[] =>
    [...giving, ...others].map((one) => quote(`name server ${one.server} (${one.from}) ${saidWords(one)}`, one.by))
  const [first, ...rest] = words(found)
  if (!first) return null
  const verdict =
    found.kind === 'split'
      ? `the name servers disagree about ${host}, and ${ask.address} is not the host you want`
      : `${ask.address} is not the host you want: no name server gives it for ${host} (a stale cache, or another source of names)`
  return possible([first, ...rest], { weight: 2, verdict })
}

export default cause({
  id: 'name-resolves-elsewhere',
  layer: 'name',
  claims: 'The public name resolves to an address that is not that of the public host.',
  means: 'A line in the hosts file, an ad blocker, a captive portal or a split DNS answers for a public name with an address of its own.',
  prior: 4,
  families: ['R', 'T', 'K'],
  predicts: ['refused', 'timed-out', 'unreachable', 'local-error', 'open'],
  decide: (ask) => {
    const host = hostWord(ask(endpoint).host)
    const digs = ask(serversSaid).map(({ server, names }) => `dig +short ${addressOfServer(server)} ${hostWord(names[0] ?? '')}`)
    if (ask(disagreement)) {
      return {
        where: 'here',
        command: [`getent ahosts ${host}`, ...digs.slice(0, 3)].join('; '),
        tells: 'which name server gives which address',
      }
    }
    const tells = 'who answers for the name: a line of the hosts file, or DNS'
    return { where: 'here', command: `getent ahosts ${host}; grep -n . /etc/hosts`, tells }
  },
  remedy: (ask) => {
    const line = ask.capture('hosts-file')?.capture.out.split('\n')[0]
    const number = line?.split(':')[0]
    return line
      ? { text: `remove or correct line ${number} of /etc/hosts`, commands: [`sudo sed -n ${Number(number)}p /etc/hosts`] }
      : { text: 'ask another name server, and leave networks that answer for all names', commands: [] }
  },
  judge: (ask) => {
    const name = ask(nameSeen)
    const address = ask.address === null ? null : parseAddress(ask.address)
    if (!name || !address) return unknown
    if (name.seen.resolver === 'literal') return excluded(quote('the host is an address, not a name', name))
    const host = name.seen.name.replace(/\.$/, '')
    if (ask(symptom).kind === 'identified') return unknown
    const servers = disputed(ask, host)
    if (LOCAL.test(host)) return servers ?? unknown
    const scope = scopeOf(address)
    if (isPrivate(scope)) {
      if (servers) return servers
      return possible([
        quote(`the public name ${host} resolves to the ${scope} address ${ask.address}: right inside a company, wrong outside of it`, name),
      ])
    }
    if (scope !== 'loopback' && scope !== 'unspecified') return servers ?? unknown
    const because: [Because, ...Because[]] = [quote(`the public name ${host} resolves to the ${scope} address ${ask.address}`, name)]
    const hosts = ask.capture('hosts-file')
    if (hosts && hosts.capture.out !== '') {
      const [first = ''] = hosts.capture.out.split('\n')
      because.push({ text: `a line of the hosts file names it: ${first}`, from: { capture: hosts.index, text: first } })
    }
    // Debian writes the machine's own name there (127.0.1.1): then this machine is meant.
    if (ask.address === '127.0.1.1') return possible(because, { weight: 0.1 })
    return likely(because, {
      weight: 5,
      verdict: `the name ${host} points to this machine itself (${ask.address}), not to the host you want`,
    })
  },
})
