import { sameAddress } from '../../net/address.ts'
import type { Because } from '../../model/cause.ts'
import { need } from '../ask.ts'
import { contrastTcp, controlTcp, echoSeen, otherSsh, routeSeen } from './evidence.ts'
import { targetIsOwn } from './own-addresses.ts'
import { symptom } from './symptom.ts'
import { tunnel } from './tunnel.ts'

/** The control port connected too: something answers for everyone, and no TCP evidence from here speaks of the target. */
export const answersForAll = need('answers-for-all', (ask) => {
  const control = ask(controlTcp)
  return control?.seen.outcome === 'open' ? control : undefined
})

/** What shows that the target itself is up: another port answered, or an echo did. */
export const hostIsUp = need('host-is-up', (ask): readonly Because[] => {
  if (ask(answersForAll)) return []
  const echo = ask(echoSeen)
  const replies = echo?.seen.outcome === 'answer' ? [{ text: 'the address answers an ICMP echo', from: { evidence: echo.index } }] : []
  return ask(contrastTcp)
    .flatMap<Because>(({ seen, index }): Because[] => {
      if (seen.answer.kind === 'syn-ack') return [{ text: `port ${seen.port} of the same address is open`, from: { evidence: index } }]
      if (seen.answer.kind === 'rst') return [{ text: `port ${seen.port} of the same address answers with RST`, from: { evidence: index } }]
      const icmp = seen.answer.kind === 'icmp' && ask.address !== null && sameAddress(seen.answer.from, ask.address)
      return icmp ? [{ text: `port ${seen.port} of the same address answers with ICMP`, from: { evidence: index } }] : []
    })
    .concat(replies)
})

/** A port that only proxies and captive portals may answer in the target's place: all that is known then is that web ports open. */
export const onlyWebAnswers = need('only-web-answers', (ask) => {
  const opened = ask(contrastTcp).filter(({ seen }) => seen.answer.kind === 'syn-ack' || seen.answer.kind === 'rst')
  return opened.length > 0 && opened.every(({ seen }) => seen.answer.kind === 'syn-ack' && (seen.port === 80 || seen.port === 443))
})

/** Another port was answered by an ICMP error of the target: then silence may be the rate limit of whoever rejects, and proves no drop. */
export const rejectsAround = need('rejects-around', (ask) =>
  ask(contrastTcp).find(({ seen }) => seen.answer.kind === 'icmp' && ask.address !== null && sameAddress(seen.answer.from, ask.address)),
)

/** The target stands on this link. There a host that is down is noticed within 3 s, unless its link address was still remembered. */
export const onLink = need('on-link', (ask) => {
  const route = ask(routeSeen)?.seen
  return route?.type === 'unicast' && route.device !== undefined && route.gateway === undefined && !ask(targetIsOwn) && !ask(tunnel)
})

/** What the control port tells about a default-drop firewall in front of the target. */
export const control = need('control', (ask): 'rst' | 'silent' | 'open' | 'icmp' | 'unknown' => {
  const seen = ask(controlTcp)?.seen
  if (!seen) return 'unknown'
  if (seen.outcome === 'open') return 'open'
  if (seen.answer.kind === 'rst') return 'rst'
  if (seen.answer.kind === 'icmp') return 'icmp'
  if (seen.outcome !== 'timed-out') return 'unknown'
  // After an ICMP answer, silence may be the rate limit of whoever rejects: it proves no drop.
  return ask(symptom).kind === 'icmp' ? 'unknown' : 'silent'
})

/** The SSH server found on another port, if any. */
export const sshElsewhere = need('ssh-elsewhere', (ask) => ask(otherSsh)[0])
