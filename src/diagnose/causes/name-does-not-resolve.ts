import { endpoint } from '../derive/endpoint.ts'
import { nameSeen } from '../derive/evidence.ts'
import { excluded, cause, likely, proven, quote, unknown } from '../judgement.ts'
import { hostWord } from '../wording.ts'

export default cause({
  id: 'name-does-not-resolve',
  layer: 'name',
  claims: "This machine's resolver gives no address for the host name.",
  means:
    'ssh asks the system for the address of the name (hosts file, DNS and what else nsswitch.conf lists). Without one there is nothing to connect to.',
  prior: 10,
  families: ['N'],
  predicts: [],
  decide: (ask) => ({
    where: 'here',
    command: `getent ahosts ${hostWord(ask(endpoint).host)}; cat /etc/resolv.conf`,
    tells: 'what the system resolver says, and which name servers it asks',
  }),
  remedy: (ask) => {
    const { changed } = ask.observation.target
    const { host } = ask(endpoint)
    const alias = changed.find(({ keyword }) => keyword.toLowerCase() === 'hostname')
    if (alias?.file !== undefined) return { text: `correct HostName in ${alias.file} line ${alias.line}`, commands: [] }
    return {
      text: host.includes('.')
        ? 'check the spelling, and whether this machine can reach its name servers (VPN?)'
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
    const verdict = `the name ${host} does not resolve`
    if (outcome === 'timed-out')
      return likely([quote('the resolver gave no answer within our limit', name)], { verdict: `the resolver does not answer for ${host}` })
    if (outcome === 'failed') {
      const failed = `the resolver of this machine fails for ${host}`
      // Of the rest, some speak of this process (EAI_MEMORY, EAI_SYSTEM) and not of the name.
      return (error === 'EAI_AGAIN' || error === 'EAI_FAIL' ? proven : likely)(
        [quote(`getaddrinfo failed: ${error ?? 'unknown error'} (no usable answer from the resolver)`, name)],
        {
          verdict: failed,
        },
      )
    }
    return proven([quote(`getaddrinfo: ${error ?? 'no address'} (no such name, or no address of this family)`, name)], { verdict })
  },
})
