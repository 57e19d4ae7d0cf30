import { endpoint } from '../derive/endpoint.ts'
import { nameSeen } from '../derive/evidence.ts'
import { serverReasons, serversInShort, serversSaid } from '../derive/name-servers.ts'
import { excluded, cause, likely, proven, quote, unknown } from '../judgement.ts'
import type { Ask, Decide } from '../../model/cause.ts'
import { addressOfServer, hostWord } from '../wording.ts'

/** Endings that nobody owns, and what was meant. */
const SLIPS: Readonly<Record<string, string>> = { con: 'com', cmo: 'com', ocm: 'com', nte: 'net', ogr: 'org', rog: 'org' }

function spelling(host: string): string {
  const ending = host.replace(/\.$/, '').split('.').at(-1)?.toLowerCase() ?? ''
  const meant = Object.hasOwn(SLIPS, ending) && host.includes('.') ? SLIPS[ending] : undefined
  return meant === undefined ? 'check the spelling' : `check the spelling (.${meant} in place of .${ending}?)`
}

/** By what keeps the name servers from telling; null where they say nothing about it. */
function serverRemedy(ask: Ask): string | null {
  const servers = ask(serversSaid)
  const outcomes = new Set(servers.map(({ outcome }) => outcome))
  const [only] = outcomes
  if (outcomes.size !== 1) {
    if (!outcomes.has('answer')) return null
    return 'the name servers disagree: take the one that does not know the name out of the configuration, or correct it'
  }
  switch (only) {
    case 'silent':
    case 'unreachable':
      return 'see that this machine reaches its name servers (network, VPN, a firewall at port 53), or name others'
    case 'servfail':
      return 'the name servers fail for this name: try again, or ask whoever runs the domain (a broken DNSSEC signature looks like this, too)'
    case 'refused':
    case 'other':
      return 'these name servers do not serve this machine: name those of its own network'
    case 'no-data':
      return 'the name has no address of the family that is asked for: try without -4 or -6, or another name'
    case 'answer':
      return 'a name server gives an address now: try again'
    default:
      return null
  }
}

function decide(ask: Ask): Decide {
  const host = hostWord(ask(endpoint).host)
  if (ask.capture('resolved')) {
    return {
      where: 'here',
      command: `resolvectl query ${host}; resolvectl status`,
      tells: 'which name servers are asked for this name, and what they say',
    }
  }
  const [first] = ask(serversSaid)
  if (!first) {
    const tells = 'what the system resolver says, and which name servers it asks'
    return { where: 'here', command: `getent ahosts ${host}; cat /etc/resolv.conf`, tells }
  }
  // With checking disabled, DNSSEC keeps nothing back.
  const cd = first.outcome === 'servfail' ? ' +cd' : ''
  const name = hostWord(first.names[0] ?? ask(endpoint).host)
  const tells =
    cd === '' ? `what the name server ${first.server} says` : 'whether only the DNSSEC signature is broken: then this gives an answer'
  return { where: 'here', command: `getent ahosts ${host}; dig ${addressOfServer(first.server)}${cd} ${name}`, tells }
}

export default cause({
  id: 'name-does-not-resolve',
  layer: 'name',
  claims: "This machine's resolver gives no address for the host name.",
  means:
    'ssh asks the system for the address of the name (hosts file, DNS and what else nsswitch.conf lists). Without one there is nothing to connect to.',
  prior: 10,
  families: ['N'],
  predicts: [],
  decide,
  remedy: (ask) => {
    const { changed } = ask.observation.target
    const { host } = ask(endpoint)
    const alias = changed.find(({ keyword }) => keyword.toLowerCase() === 'hostname')
    if (alias?.file !== undefined) return { text: `correct HostName in ${alias.file} line ${alias.line}`, commands: [] }
    const told = serverRemedy(ask)
    if (told !== null) return { text: told, commands: [] }
    return {
      text: host.includes('.')
        ? `${spelling(host)}, and whether this machine ${ask(serversSaid).length > 0 ? 'asks the name servers that know it' : 'can reach its name servers'} (VPN?)`
        : 'check the spelling; a short name needs a search domain, a line in /etc/hosts, or a Host block with HostName in ~/.ssh/config',
      commands: [],
    }
  },
  judge: (ask) => {
    const name = ask(nameSeen)
    if (!name) return unknown
    const { outcome, error, name: host, resolver } = name.seen
    if (resolver === 'literal' && outcome === 'no-address') {
      const family = ask.observation.target.family === 'inet' ? 'IPv4' : 'IPv6'
      return proven([quote(`${host} is no ${family} address, and only those are asked for`, name)], {
        verdict: `${host} is no ${family} address, and AddressFamily (-4, -6) allows no other`,
      })
    }
    if (resolver === 'beyond') {
      if (outcome === 'answer') return unknown
      const jump = ask.observation.target.via.at(-1) ?? 'whoever connects for us'
      return likely([quote(`${jump} says: ${error ?? 'no address'}`, name)], { verdict: `the name ${host} does not resolve on ${jump}` })
    }
    if (resolver === 'literal') return excluded(quote('the host is an address, not a name', name))
    if (outcome === 'answer') return excluded(quote('the name resolves', name))
    const short = serversInShort(ask(serversSaid))
    const also = short === '' ? '' : `: ${short}`
    const servers = serverReasons(ask)
    if (outcome === 'timed-out') {
      const because = quote('the resolver gave no answer within our limit', name)
      return likely([because, ...servers], { verdict: `the resolver does not answer for ${host}${also}` })
    }
    if (outcome === 'failed') {
      // Of the rest, some speak of this process (EAI_MEMORY, EAI_SYSTEM) and not of the name.
      const certain = error === 'EAI_AGAIN' || error === 'EAI_FAIL' ? proven : likely
      const because = quote(`getaddrinfo failed: ${error ?? 'unknown error'} (no usable answer from the resolver)`, name)
      return certain([because, ...servers], { verdict: `the resolver of this machine fails for ${host}${also}` })
    }
    const because = quote(`getaddrinfo: ${error ?? 'no address'} (no such name, or no address of this family)`, name)
    return proven([because, ...servers], { verdict: `the name ${host} does not resolve${also}` })
  },
})
