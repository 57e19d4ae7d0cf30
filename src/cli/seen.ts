import type { AddressDiagnosis, Compared, ContrastSeen } from '../model/diagnosis.ts'
import type { Answer } from '../model/observation.ts'
import { icmpName } from '../net/icmp.ts'

/** `0.3 ms`, `41 ms`, `4.0 s`. */
export function duration(ms: number): string {
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 10) return `${Math.round(ms)} ms`
  return `${ms.toFixed(ms >= 1 ? 1 : 2)} ms`
}

/** `1 SYN`, `2 SYNs`. */
export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

type Outcome = Pick<AddressDiagnosis, 'outcome' | 'errno' | 'answer' | 'ms'> & { readonly family?: 4 | 6 | null; readonly address: string }

const familyOf = (seen: Outcome): 4 | 6 => seen.family ?? (seen.address.includes(':') ? 6 : 4)

function by(answer: Answer, seen: Outcome): string {
  if (answer.kind === 'rst') return ' by a RST'
  if (answer.kind !== 'icmp') return ''
  return `: ${icmpName(familyOf(seen), answer.type, answer.code)} from ${answer.from}`
}

/** What one connection attempt met, in the words of the wire. */
function outcome(seen: Outcome): string {
  const { answer, ms } = seen
  const errno = seen.errno === null ? '' : ` (${seen.errno})`
  switch (seen.outcome) {
    case 'open':
      return `open after ${duration(ms)}`
    case 'refused':
      return answer.kind === 'unknown' ? `refused${errno} after ${duration(ms)}` : `refused${by(answer, seen)}, ${duration(ms)}`
    case 'unreachable':
      return answer.kind === 'icmp' ? `unreachable${by(answer, seen)}, ${duration(ms)}` : `unreachable${errno} after ${duration(ms)}`
    case 'timed-out':
      return `silent for ${duration(ms)}`
    case 'local-error':
      return `no packet left this machine${errno}`
    case 'not-tried':
      return 'not tried'
  }
}

/** What came over the open connection; null when there was none. */
function greeting(seen: Pick<AddressDiagnosis, 'ssh'>): string | null {
  const { ssh } = seen
  if (!ssh) return null
  if (ssh.identification !== null) return ssh.software ?? ssh.identification ?? 'an SSH identification'
  const what = ssh.reached === 'foreign' ? 'another protocol' : 'no greeting'
  const end = {
    'by-us': '',
    closed: `, closed after ${duration(ssh.ms)}`,
    reset: `, reset after ${duration(ssh.ms)}`,
    silent: ` for ${duration(ssh.ms)}`,
    endless: ', without end',
    garbled: ', no SSH packets',
  }[ssh.ended]
  return what + end
}

export function address(seen: AddressDiagnosis): string {
  const told = greeting(seen)
  return told === null ? outcome(seen) : `${outcome(seen)}: ${told}`
}

/** The host key that a server proved itself by, or did not; null where none was seen. */
export function hostKey({ ssh }: Pick<AddressDiagnosis, 'ssh'>): string | null {
  const [key] = ssh?.hostKeys ?? []
  if (!key) return null
  const signature = {
    verified: 'signature verified',
    wrong: 'its signature is not of this key',
    unknown: 'its signature cannot be verified here',
  }[key.signature]
  return `${key.type} ${key.sha256}, ${signature}`
}

/** A port beside the asked one, or a connection that was tried to compare. */
export function contrast(seen: ContrastSeen | Compared): string {
  return seen.identification === null ? outcome(seen) : `${outcome(seen)}: ${seen.identification}`
}
