import type { Ask, Because } from '../../model/cause.ts'
import { askedSsh, loginSeen, nameSeen } from '../derive/evidence.ts'
import { knownKey } from '../derive/known-key.ts'
import { otherKeys } from '../derive/other-keys.ts'
import { otherSources } from '../derive/other-sources.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, likely, possible, quote, unknown } from '../judgement.ts'
import { keyText } from '../key-wording.ts'
import { addressWord, place, port } from '../wording.ts'

export default cause({
  id: 'address-shared',
  layer: 'network',
  claims: 'Several machines share the name or the address, and not each of them is the one that is wanted.',
  means:
    'A load balancer, a floating address or a name with several addresses leads each connection to another machine: one works, the next is refused or shows another host key.',
  prior: 1,
  families: ['R', 'K'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: (ask) => ({
    where: 'here',
    // Slow enough for `ufw limit`, which counts to six in 30 s.
    command: `for n in 1 2 3 4 5 6 7 8; do ssh-keyscan -t ed25519 -T 3 -p ${port(ask)} ${addressWord(ask)}; sleep 7; done`,
    tells: 'whether one connection is answered otherwise than the next',
  }),
  remedy: () => ({ text: 'connect to the one machine by a name or an address that is its own', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') return ofServer(ask)
    if (seen.kind !== 'rst') return unknown
    const others = ask(otherSources)
    const opened = others?.opened ? others.differ.slice(0, 1) : []
    const first = quote(`RST from ${ask.address}; whoever else has the address was not met`, seen.tcp)
    return possible([first, ...opened], { weight: opened.length > 0 ? 1 : 0.2 })
  },
})

function ofServer(ask: Ask): ReturnType<typeof likely> {
  const known = ask(knownKey)
  const login = ask(loginSeen)
  const key = ask(askedSsh)?.seen.kex?.hostKey
  const here = ask(askedSsh)
  if (known && login && here && known.state === 'match' && !known.notShown && known.revokedBy === null && changedThere(ask)) {
    return likely(
      [
        quote(`the first connection met ${keyText(known.key)}, which known_hosts has`, known.seen),
        quote('the login, right after it, met another host key', login),
      ],
      { verdict: `several machines answer at ${place(ask)}: two connections met two host keys`, weight: 3 },
    )
  }
  const [other] = ask(otherKeys)
  if (other && key && here) {
    const because: [Because, Because] = [
      quote(`${ask.address} shows ${keyText(key)}`, here),
      quote(`${other.address} shows ${keyText(other.key)}`, other.ssh),
    ]
    return likely(because, { verdict: `several machines answer under the name ${ask(nameSeen)?.seen.name ?? ''}`, blocks: false })
  }
  if (login && here && refusedThere(ask)) {
    return possible(
      [quote('the first connection opened', here), quote('the login, right after it, was refused: another machine, or a limit', login)],
      { blocks: false },
    )
  }
  return unknown
}

/** ssh says so of the address that it names (warn_changed_key() of sshconnect.c). */
function changedThere(ask: Ask): boolean {
  const login = ask(loginSeen)?.seen
  return login?.address === ask.address && login?.said.some((line) => line.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) === true
}

/** Where no connection came about, ssh names no address: only a name with a single one is meant. */
function refusedThere(ask: Ask): boolean {
  const login = ask(loginSeen)?.seen
  const alone = ask(nameSeen)?.seen.addresses.length === 1
  return alone && login?.reached === 'nothing' && login.said.some((line) => /^ssh: connect to host .*: Connection refused$/.test(line))
}
