import type { Ask } from '../model/cause.ts'
import { icmpName } from '../net/icmp.ts'
import { recognise } from '../ssh/identification.ts'
import { sshElsewhere } from './derive/around.ts'
import { askedTcp, nameSeen, proxySeen } from './derive/evidence.ts'
import { failingHop } from './derive/failing-hop.ts'
import { kexFailure } from './derive/kex-failure.ts'
import { loginFacts } from './derive/login.ts'
import { symptom, type SymptomKind } from './derive/symptom.ts'
import { askNote } from './key-wording.ts'
import { loginHappened } from './login-told.ts'
import { ms, place, port } from './wording.ts'

/**
 * What was seen, in one sentence without a full stop: always certain, whatever it means.
 * @param others the other addresses of the target
 */
export function happened(ask: Ask, others: readonly Ask[]): string {
  return seenFrom(ask) + beside(ask, others)
}

/** What the other addresses did: those alike in a word, those that differ one by one, four at most. */
function beside(ask: Ask, others: readonly Ask[]): string {
  const own = short(ask)
  const tried = others.filter((other) => other(symptom).kind !== 'not-tried')
  const alike = tried.filter((other) => short(other) === own).map(({ address }) => address)
  const differ = tried.filter((other) => short(other) !== own).slice(0, 4)
  const words = [
    ...(alike.length > 0 ? [`${alike.slice(0, 4).join(', ')}${alike.length > 4 ? ' and more' : ''} alike`] : []),
    ...differ.map((other) => `${other.address} ${short(other)}`),
  ]
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}

const SHORT: Readonly<Record<SymptomKind, string>> = {
  'no-address': 'has no address',
  'not-tried': 'was not tried',
  local: 'cannot be sent to from here',
  rst: 'refuses',
  icmp: 'is answered by ICMP',
  silent: 'does not answer',
  blind: 'fails',
  'open-unread': 'opens',
  identified: 'answers as SSH',
  'refusal-text': 'refuses in words',
  foreign: 'does not speak SSH',
  endless: 'sends text without end',
  dropped: 'closes without a word',
  mute: 'opens and says nothing',
}

function short(ask: Ask): string {
  const seen = ask(symptom)
  const failed = seen.kind === 'identified' && kexFailure(seen.kex, seen.ssh.seen) !== null
  return failed ? 'fails in the key exchange' : SHORT[seen.kind]
}

function seenFrom(ask: Ask): string {
  const config = ask.capture('ssh-config')
  if (config && config.capture.code !== 0) return `ssh on this machine stops before it connects: ${config.capture.out}`
  const elsewhere = ask(sshElsewhere)
  const also = elsewhere ? `, and an SSH server answers on port ${elsewhere.seen.port}` : ''
  const { via, input } = ask.observation.target
  if (via.length === 0) return seenAt(ask) + also
  const failing = ask(failingHop)
  if (failing) return `At the jump host ${failing.place}: ${failing.hop.happened}; ${input} behind it was not reached`
  const whole = ask(askedTcp)?.seen.outcome === 'open' ? `, through ${via.join(' and ')}` : ''
  return seenAt(ask) + also + whole
}

function seenAt(ask: Ask): string {
  const seen = ask(symptom)
  const here = place(ask)
  const at = `port ${port(ask)}`
  switch (seen.kind) {
    case 'no-address':
      return ask(nameSeen)?.seen.resolver === 'literal'
        ? `${here} is an address of the other family than is asked for`
        : ask(nameSeen)?.seen.resolver === 'beyond'
          ? `${ask.observation.target.via.at(-1) ?? 'the ProxyCommand'} finds no address for ${here}`
          : `${here} has no address`
    case 'not-tried': {
      const proxy = ask(proxySeen)?.seen
      if (proxy && !proxy.spoke) return `the ProxyCommand (${proxy.program}) gives no connection to ${here}: ${seen.why}`
      return `${here} was not tried: ${seen.why}`
    }
    case 'local':
      return `no packet left this machine for ${here}: ${seen.tcp.seen.stage ?? 'connect'}() failed with ${seen.tcp.seen.errno ?? 'an error'}`
    case 'rst':
      return `${here} refuses ${at}`
    case 'icmp': {
      const said = icmpName(seen.family, seen.type, seen.code)
      if (seen.by === 'target') return `${here} rejects ${at} with ${said}`
      if (seen.by === 'self') return `this machine itself answers for ${here} ${at}: ${said}`
      return `${seen.from}, not ${here}, answers for ${at}: ${said}`
    }
    case 'silent': {
      const { through } = seen.tcp.seen
      if (through !== undefined) return `${through} gets no answer from ${here} on ${at}`
      return `${here} does not answer on ${at}: packets vanish`
    }
    case 'blind': {
      const { through, outcome, errno } = seen.tcp.seen
      if (through !== undefined)
        return `${through} cannot connect to ${here} ${at}: ${outcome === 'refused' ? 'connection refused' : `${outcome}${errno === undefined ? '' : ` (${errno})`}`}`
      return `${here} ${at}: ${seen.tcp.seen.outcome} (${seen.tcp.seen.errno ?? 'no errno'}); this machine does not show who answered`
    }
    case 'open-unread':
      return `${here} accepts ${at}`
    case 'identified': {
      const failure = kexFailure(seen.kex, seen.ssh.seen)
      const { label } = recognise(seen.ssh.seen.identification ?? '')
      if (ask(loginFacts)?.end === 'authenticated') return `SSH to ${here} works: ${label}${loginHappened(ask)}`
      const told = loginHappened(ask)
      return `${here} answers on ${at}: ${label}${failure === null ? '' : `, and ${failure}`}${told}${failure === null && told === '' ? askNote(ask) : ''}`
    }
    case 'refusal-text':
      return `${here} accepts ${at}, says "${seen.ssh.seen.before.trim()}" and closes`
    case 'foreign':
      return `${here} accepts ${at}, and what answers there does not speak SSH`
    case 'endless':
      return `${here} accepts ${at}, and sends text without end in place of an SSH identification`
    case 'dropped':
      return `${here} accepts ${at}, and ${seen.ssh.seen.ended === 'reset' ? 'resets' : 'closes'} the connection after ${ms(seen.ssh.seen.us)} without a word`
    case 'mute':
      return `${here} accepts ${at}, and then says nothing for ${ms(seen.ssh.seen.us)}`
  }
}
