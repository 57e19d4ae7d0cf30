import type { AddressDiagnosis, Diagnosis, Finding } from '../model/diagnosis.ts'
import type { Target } from '../model/target.ts'
import type { Look } from './look.ts'
import { paragraph, section } from './section.ts'
import { address, contrast, count } from './seen.ts'
import { mainAddress } from './ladder.ts'
import { stateOf, works } from './verdict.ts'

/** A mail is ASCII, 72 wide and without colour. */
const MAIL: Look = { width: 72, colour: false, unicode: false }

const WHO = 'whoever runs the network or the host'

/** The refuser that named itself, when it is not the target. */
function offender(seen: AddressDiagnosis): string | null {
  return seen.answer.kind === 'icmp' && seen.answer.from !== seen.address ? seen.answer.from : null
}

/** A diagnosis that names its host. */
type Aimed = Diagnosis & { readonly target: Target }

const told = ({ certainty }: Finding): boolean => certainty !== 'excluded' && certainty !== 'unknown'

/** Why no name was looked up, without what ssh_config holds; null when one was, in vain. */
function unasked({ findings, verdict, target, addresses }: Aimed): string | null {
  if (addresses.length > 0) return null
  if (target.proxyCommand) return 'ssh reaches this host by a command of its own configuration (ProxyCommand), and nothing was sent to it'
  if (verdict?.cause === 'client-config-broken') return 'ssh stops at the configuration of the client, before it asks for the name'
  if (findings.some((one) => one.cause === 'name-does-not-resolve' && told(one))) return null
  return 'nothing was looked up, and nothing was sent'
}

/** What is asked of the reader: by what answered, and never more than that tells. */
function wish(diagnosis: Aimed, seen: AddressDiagnosis | undefined): readonly string[] {
  const { target } = diagnosis
  const { host, port } = target
  if (works(diagnosis)) return ['Nothing: an SSH server answered.']
  if (!seen) {
    const why = unasked(diagnosis)
    if (why !== null) return [`There is nothing to ask of a provider: ${why}.`]
    return [`Please tell which addresses ${host} should have; its name gave none here.`]
  }
  const flow = `TCP from ${seen.source ?? 'the address below which this mail reaches you'} to ${seen.address} port ${port}`
  const by = offender(seen)
  if (by !== null) return [`Please allow ${flow} on ${by}, or tell who runs that device.`]
  switch (seen.outcome) {
    case 'timed-out':
      return [`Please look where ${flow} is dropped: whether the SYN reaches the host, and whether its answer leaves.`]
    case 'refused':
    case 'unreachable':
      return [
        `Please tell what refuses ${flow}: whether a program listens on port ${port}, and whether a rule of a firewall rejects this source.`,
      ]
    case 'open':
      return [`The port is open. Please look at what listens on ${seen.address} port ${port}, and at its log at the time above.`]
    case 'local-error':
    case 'not-tried':
      return ['Nothing yet: no packet left the client.']
  }
}

/** The hops to each address, as far as they were followed, one line an address. */
function wayThere({ paths }: Diagnosis): readonly string[] {
  return paths.map(({ address: to, port, tries }) => {
    const hops = tries.map(
      ({ ttl, answer }) => `${ttl} ${answer.kind === 'icmp' ? answer.from : answer.kind === 'none' ? 'silent' : 'answered'}`,
    )
    return `${to} port ${port}, by hops: ${hops.join(', ')}`
  })
}

/**
 * A text to be sent to a network team or a provider: what was sent from where and when, what answered, what is asked. Made from addresses
 * and outcomes alone: no user name, no path, nothing of ssh_config, no text of the server but its SSH identification.
 */
export function ticket(diagnosis: Diagnosis): readonly string[] {
  const { target, hops } = diagnosis
  const failing = hops.find((hop) => hop.verdict !== null)
  if (failing) return ticket(failing)
  return target === null ? paragraph(MAIL, 0, 'No host is named, so there is nothing to ask of anyone.') : aimed({ ...diagnosis, target })
}

function aimed(diagnosis: Aimed): readonly string[] {
  const { target, startedAt, addresses, connections } = diagnosis
  const seen = mainAddress(diagnosis)
  const sources = [...new Set(addresses.map((one) => one.source).filter((one) => one !== null))]
  const state = works(diagnosis) ? 'answers' : stateOf(diagnosis) === 'blocks' ? 'fails' : 'is not told'
  const list = (label: string, texts: readonly string[]): readonly string[] =>
    section(
      MAIL,
      label,
      texts.map((text) => ({ text })),
    )
  return [
    ...paragraph(MAIL, 0, `Subject: SSH to ${target.host} port ${target.port} ${state}`),
    '',
    ...paragraph(MAIL, 0, `For ${WHO}: a connection for SSH was tried, and this is what was seen of it from outside.`),
    '',
    ...list('When', [`${startedAt} (UTC)`]),
    ...list('From', sources.length > 0 ? sources : ['unknown: no packet left the client']),
    ...list(
      'To',
      addresses.length > 0
        ? addresses.map((one) => `${one.address} TCP port ${target.port}`)
        : [`${target.host}, ${unasked(diagnosis) === null ? 'which has no address here' : 'which was not looked up'}`],
    ),
    ...list('Sent', [`${count(connections.syns, 'SYN')} in all, ${count(connections.sshd, 'SSH connection')}`]),
    ...list(
      'Answer',
      addresses.map((one) => `${one.address}: ${address(one)}`),
    ),
    ...list(
      'Beside it',
      diagnosis.contrast.map((one) => `${one.address} port ${one.port}: ${contrast(one)}`),
    ),
    ...list(
      'Sources',
      diagnosis.sources.map((one) => `from ${one.source ?? 'another source'} to ${one.address}: ${contrast(one)}`),
    ),
    ...list('Way', wayThere(diagnosis)),
    ...list('Request', wish(diagnosis, seen)),
    '',
    ...paragraph(MAIL, 0, `Written by sshwhy ${diagnosis.version}.`),
  ]
}
