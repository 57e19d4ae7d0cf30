import type { Ask } from '../model/cause.ts'
import type { Rung, Verdict } from '../model/diagnosis.ts'
import { type Layer, LAYERS } from '../model/layer.ts'
import { icmpName } from '../net/icmp.ts'
import { recognise } from '../ssh/identification.ts'
import { authRung } from './login-told.ts'
import { loginFacts } from './derive/login.ts'
import { answersForAll, hostIsUp, sshElsewhere } from './derive/around.ts'
import { endpoint } from './derive/endpoint.ts'
import { askedTcp, contrastTcp, nameSeen, routeSeen } from './derive/evidence.ts'
import { type ServerSaid, serversInShort, serversSaid } from './derive/name-servers.ts'
import { targetIsOwn } from './derive/own-addresses.ts'
import { kexFailure } from './derive/kex-failure.ts'
import { hops, lastRouter, routerText, way } from './derive/path.ts'
import { symptom } from './derive/symptom.ts'
import { keyNote } from './key-wording.ts'
import { ms, port } from './wording.ts'

type State = Rung['state']
type Said = readonly [State, string]

/**
 * The path of the packet, layer by layer: what is known of each from this address's evidence.
 * @param verdict its cause's layer blocks where the verdict is proven or likely; what lies behind is not tested
 */
export function ladder(ask: Ask, verdict: (Verdict & { readonly layer: Layer; readonly text: string }) | null): readonly Rung[] {
  let walled = false
  const wall = verdict && wallOf(ask, verdict.layer)
  return LAYERS.map((layer): Rung => {
    if (walled) return { layer, state: 'not-tested', because: '' }
    const all = ask(answersForAll)
    const voided = all && LAYERS.indexOf(layer) >= LAYERS.indexOf('network') && ask(symptom).kind !== 'identified'
    const [state, because]: Said = voided
      ? ['unknown', layer === 'network' ? `port ${all.seen.port}, which must be closed, connects too` : '']
      : READ[layer](ask)
    if (!verdict || wall !== layer) return { layer, state, because }
    if (verdict.certainty === 'possible')
      return state === 'passes' || (layer === 'auth' && state === 'blocks')
        ? { layer, state, because }
        : { layer, state: 'unknown', because: because || verdict.text }
    walled = true
    return { layer, state: 'blocks', because: because === '' || state === 'passes' ? verdict.text : because }
  })
}

/** Where a verdict blocks. What of the client shows only in a login, such as its agent, blocks there: the packets have passed. */
function wallOf(ask: Ask, layer: Layer): Layer {
  const inLogin = ask(loginFacts) !== undefined && LAYERS.indexOf(layer) < LAYERS.indexOf('auth')
  return inLogin ? 'auth' : layer
}

const not: Said = ['not-tested', '']

/** Who makes the connection in our place. */
function throughWhom(ask: Ask): string {
  const { through } = ask(askedTcp)?.seen ?? {}
  return through === undefined || through === 'ProxyCommand' ? 'the ProxyCommand' : through
}

/** How far the packet is known to have come, as the number of layers behind it. */
function passed(ask: Ask): Layer {
  const seen = ask(symptom)
  switch (seen.kind) {
    case 'no-address':
    case 'not-tried':
      return 'name'
    case 'local':
      return 'client'
    case 'icmp':
      return seen.by === 'self' ? 'client' : seen.by === 'target' ? 'firewall' : 'network'
    case 'blind':
    case 'silent':
      return 'network'
    case 'rst':
      return 'firewall'
    case 'identified':
      return 'auth'
    case 'refusal-text':
      return 'sshd'
    default:
      return 'listener'
  }
}

/** How far the way was followed, as the end of a sentence. */
function farther(ask: Ask): string {
  const end = ask(way)?.end
  if (end !== undefined) return `, ${hops(end)} away`
  const last = ask(lastRouter)
  return last ? `; the last router that does is ${last.from}, ${hops(last.ttl)} away` : ''
}

/** A lookup that takes longer is told: microseconds. */
const SLOW_US = 1_000_000

function nameServers(ask: Ask, which: (one: ServerSaid) => boolean): string {
  const words = serversInShort(ask(serversSaid).filter(which))
  return words === '' ? '' : `; ${words}`
}

const READ: Readonly<Record<Layer, (ask: Ask) => Said>> = {
  name: (ask) => {
    const name = ask(nameSeen)?.seen
    const { host } = ask(endpoint)
    const { via, proxyCommand } = ask.observation.target
    if (!name) return via.length > 0 || proxyCommand ? not : ['unknown', `${host} was not looked up`]
    if (name.resolver === 'beyond' && name.outcome === 'answer') return ['passes', `${throughWhom(ask)} looks up ${host}`]
    if (name.resolver === 'literal') return ['passes', `${host} is an address`]
    if (name.outcome !== 'answer') return ['blocks', `${name.name}: ${name.error ?? name.outcome}${nameServers(ask, () => true)}`]
    const slow = name.us > SLOW_US ? ` after ${ms(name.us)}` : ''
    // Of a name that was found, only those matter that make it slow.
    return ['passes', `${name.name} → ${name.addresses.join(', ')}${slow}${slow && nameServers(ask, (one) => one.outcome !== 'answer')}`]
  },
  client: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'no-address') return not
    if (ask(askedTcp)?.seen.through !== undefined) return ['passes', `through ${throughWhom(ask)}`]
    const route = ask(routeSeen)?.seen
    const from = route?.source === undefined ? '' : `from ${route.source}`
    if (seen.kind === 'not-tried') return ['unknown', seen.why]
    if (seen.kind === 'local')
      return ['blocks', `${seen.tcp.seen.stage ?? 'connect'}() failed with ${seen.tcp.seen.errno ?? 'an error'}, no packet left`]
    if (seen.kind === 'icmp' && seen.by === 'self' && seen.meaning !== 'host-unreachable')
      return ['blocks', `${icmpName(seen.family, seen.type, seen.code)} by this machine itself`]
    if (seen.kind === 'silent' && seen.tcp.seen.left === 'no') return ['blocks', 'the kernel sent no packet']
    if (seen.kind === 'blind') return ['unknown', from]
    const by = ask(targetIsOwn) ? 'to itself' : route?.gateway ? `by ${route.gateway}` : route?.device ? `on the link ${route.device}` : ''
    return ['passes', [from, by].filter((word) => word !== '').join(', ')]
  },
  network: (ask) => {
    const seen = ask(symptom)
    if (LAYERS.indexOf(passed(ask)) < LAYERS.indexOf('network'))
      return seen.kind === 'icmp' ? ['unknown', `nobody on the link answers for ${ask.address}`] : not
    if (seen.kind === 'icmp' && (seen.by === 'other' || seen.by === 'unclear'))
      return ['blocks', `${routerText(ask, seen.from)} answers ${icmpName(seen.family, seen.type, seen.code)}`]
    if (seen.kind === 'silent') {
      const up = ask(hostIsUp)
      return up[0]
        ? ['passes', `the host answers: ${up[0].text}${farther(ask)}`]
        : ['unknown', (ask(contrastTcp).length > 0 ? 'nothing at this address answers' : 'only the asked port was tried') + farther(ask)]
    }
    if (seen.kind === 'blind')
      return [
        'unknown',
        seen.tcp.seen.through === undefined
          ? 'this machine does not show who answered'
          : `${throughWhom(ask)} tells no more than the error`,
      ]
    return [
      'passes',
      `${ask(targetIsOwn) ? 'this machine itself' : 'the address'} answers, in ${ms('tcp' in seen ? seen.tcp.seen.us : 0)}${farther(ask)}`,
    ]
  },
  cloud: (ask) => {
    const seen = ask(symptom)
    if (ask(targetIsOwn)) return ['not-tested', 'no cloud in between']
    if (LAYERS.indexOf(passed(ask)) > LAYERS.indexOf('cloud')) return ['passes', 'its filters drop, and this was answered']
    return seen.kind === 'silent' && seen.tcp.seen.left !== 'no' ? ['unknown', 'security groups and NSGs drop silently too'] : not
  },
  firewall: (ask) => {
    const seen = ask(symptom)
    switch (seen.kind) {
      case 'rst':
        return ['unknown', `port ${port(ask)} was answered by RST: a closed port or a reset rule`]
      case 'icmp':
        return seen.by === 'target'
          ? ['unknown', `${icmpName(seen.family, seen.type, seen.code)}: a reject rule, here or on a NAT router`]
          : not
      case 'silent':
        return seen.tcp.seen.left === 'no'
          ? not
          : ['unknown', `no answer to ${seen.tcp.seen.syns} ${seen.tcp.seen.syns === 1 ? 'SYN' : 'SYNs'}`]
      case 'blind':
        return ['unknown', '']
      case 'no-address':
      case 'not-tried':
      case 'local':
        return not
      default:
        return ['passes', `the connection to port ${port(ask)} opened`]
    }
  },
  listener: (ask) => {
    const seen = ask(symptom)
    const elsewhere = ask(sshElsewhere)?.seen
    const also = elsewhere ? `; ${elsewhere.port}: ${recognise(elsewhere.identification ?? '').label}` : ''
    switch (seen.kind) {
      case 'rst':
        return ['unknown', `nothing answers as SSH on ${port(ask)}${also}`]
      case 'identified':
        return ['passes', `something listens on ${port(ask)}`]
      case 'refusal-text':
        return ['passes', 'sshd accepts the connection']
      case 'foreign':
        return ['unknown', 'what answers does not identify itself as SSH']
      case 'endless':
        return ['unknown', `${seen.ssh.seen.bytes} bytes, and no SSH identification`]
      case 'dropped':
        return ['unknown', `accepted, then ${seen.ssh.seen.ended === 'reset' ? 'reset' : 'closed'} after ${ms(seen.ssh.seen.us)}`]
      case 'mute':
        return ['unknown', `accepted, then silent for ${ms(seen.ssh.seen.us)}`]
      default:
        return also === '' ? not : ['unknown', also.slice(2)]
    }
  },
  wrappers: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified' || seen.kind === 'refusal-text') return ['passes', 'they would have closed before it spoke']
    return seen.kind === 'dropped' ? ['unknown', ''] : not
  },
  sshd: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') {
      const failure = kexFailure(seen.kex, seen.ssh.seen)
      const { label } = recognise(seen.ssh.seen.identification ?? '')
      return failure === null ? ['passes', `${label}, after ${ms(seen.ssh.seen.us)}${keyNote(ask)}`] : ['unknown', `${label}: ${failure}`]
    }
    if (seen.kind === 'refusal-text') return ['unknown', `it says "${seen.ssh.seen.before.trim()}"`]
    return not
  },
  auth: authRung,
  session: () => not,
}
