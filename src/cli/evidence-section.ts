import type { AddressDiagnosis, Diagnosis } from '../model/diagnosis.ts'
import { cells } from './cells.ts'
import type { Look } from './look.ts'
import type { State } from './marks.ts'
import { plain } from './plain.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'
import { address, contrast, hostKey } from './seen.ts'

/** More addresses than this are told by their number. */
const MOST = 8

const stateOf = (seen: AddressDiagnosis): State => {
  if (seen.outcome === 'not-tried') return 'not-tested'
  return (seen.ssh?.identification ?? null) !== null ? 'passes' : seen.outcome === 'open' ? 'unknown' : 'blocks'
}

/** What met an address, without its times: addresses that are alike in it are not worth a table. */
function kind({ outcome, errno, answer, ssh }: AddressDiagnosis): string {
  const icmp = answer.kind === 'icmp' ? [answer.type, answer.code, answer.from] : []
  return JSON.stringify([outcome, errno, answer.kind, icmp, ssh?.reached, ssh?.ended, ssh?.identification])
}

export const differ = (addresses: readonly AddressDiagnosis[]): boolean => new Set(addresses.map(kind)).size > 1

/** One line for each address. */
export function addressTable(look: Look, addresses: readonly AddressDiagnosis[], all: boolean): readonly string[] {
  const shown = all ? addresses : addresses.slice(0, MOST)
  const column = Math.max(...shown.map((one) => cells(plain(look, one.address))))
  const entries: Entry[] = shown.map((one) => ({ mark: stateOf(one), lead: { text: one.address, width: column }, text: address(one) }))
  const more = addresses.length - shown.length
  return section(look, 'Addresses', more > 0 ? [...entries, { text: `and ${more} more (--all)` }] : entries)
}

/** The host keys seen; addresses with the same one together. */
export function hostKeyTable(look: Look, addresses: readonly AddressDiagnosis[]): readonly string[] {
  const keys = [...new Set(addresses.flatMap((one) => hostKey(one) ?? []))]
  const entries = keys.slice(0, MOST).map((text): Entry => {
    const shown = addresses.filter((one) => hostKey(one) === text).slice(0, MOST)
    return { text: keys.length > 1 ? `${shown.map((one) => one.address).join(', ')}: ${text}` : text }
  })
  return section(look, 'Host key', entries)
}

/** Ports beside the asked one. */
export function contrastTable(look: Look, diagnosis: Diagnosis): readonly string[] {
  const several = diagnosis.addresses.length > 1
  return section(
    look,
    'Contrast',
    diagnosis.contrast.map((one) => ({
      text: `${several ? `${one.address} port ${one.port}` : `port ${one.port}`} (${one.role}): ${contrast(one)}`,
    })),
  )
}
