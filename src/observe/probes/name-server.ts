import type { NameServerEvidence } from '../../model/observation.ts'
import type { DnsAnswer } from '../../net/dns-message.ts'
import { clock } from '../clock.ts'
import { exchange, type DnsQuestion, type Exchange } from '../dns-exchange.ts'

export type NameServerSeen = Omit<NameServerEvidence, 'probe' | 'at'>

/** RFC 1035 section 4.1.1. */
const RCODES: Readonly<Record<number, NameServerEvidence['outcome']>> = { 2: 'servfail', 3: 'nxdomain', 5: 'refused' }

function outcomeOf({ rcode, addresses, fingerprints, canonical, recursive, authoritative }: DnsAnswer): NameServerEvidence['outcome'] {
  if (rcode !== 0) return RCODES[rcode] ?? 'other'
  if (addresses.length > 0 || fingerprints.length > 0) return 'answer'
  // A server that does not look names up for others leads elsewhere, and knows nothing of the name itself.
  return canonical === undefined && !recursive && !authoritative ? 'other' : 'no-data'
}

function seenIn(said: Exchange): Pick<NameServerSeen, 'outcome' | 'addresses'> & Partial<NameServerSeen> {
  if (said.kind === 'unreachable') return { outcome: said.kind, errno: said.errno, addresses: [] }
  if (said.kind !== 'answer') return { outcome: said.kind, addresses: [] }
  const { answer } = said
  return {
    outcome: outcomeOf(answer),
    rcode: answer.rcode,
    addresses: answer.addresses,
    ...(answer.canonical === undefined ? {} : { canonical: answer.canonical }),
    authentic: answer.authentic,
    ...(answer.fingerprints.length > 0 ? { fingerprints: answer.fingerprints } : {}),
  }
}

/**
 * Asks one name server for one name and type.
 * @param from why it is asked, for people
 * @returns null when the name cannot be asked for. Rejects only when the signal aborts
 */
export async function nameServer(question: DnsQuestion, from: string, signal: AbortSignal): Promise<NameServerSeen | null> {
  const start = clock()
  const said = await exchange(question, signal)
  return said && { ...question, from, ...seenIn(said), us: Math.round((clock() - start) * 1000) }
}
