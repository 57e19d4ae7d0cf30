import { clock } from '../clock.ts'
import { lookup } from 'node:dns'
import { formatAddress, parseAddress, type Address } from '../../net/address.ts'
import type { NameEvidence } from '../../model/observation.ts'
import type { Target } from '../../model/target.ts'

const LIMIT_MS = 5000

type Named = Omit<NameEvidence, 'probe' | 'at'>

/** Asks the system's resolver as ssh does: getaddrinfo(3), its order kept. Rejects only when the signal aborts. */
export async function name(host: string, family: Target['family'], signal: AbortSignal): Promise<Named> {
  const literal = parseAddress(host)
  if (literal) return literalName(host, literal, family)
  const start = clock()
  const asked = await resolve(host, family, signal)
  return { name: host, resolver: 'system', ...asked, us: Math.round((clock() - start) * 1000) }
}

function literalName(host: string, literal: Address, family: Target['family']): Named {
  const seen = { name: host, resolver: 'literal', us: 0 } as const
  if (family !== 'any' && (family === 'inet') !== (literal.family === 4)) {
    return { ...seen, outcome: 'no-address', error: 'EAI_ADDRFAMILY', addresses: [] }
  }
  return { ...seen, outcome: 'answer', addresses: [canonical(literal)] }
}

const LOOPBACK = { 4: { family: 4, value: 0x7f000001n }, 6: { family: 6, value: 1n } } as const

/**
 * The address that connect(2) takes. Packets to an IPv4-mapped IPv6 address are IPv4, and so are the answers. `0.0.0.0` and `::` are
 * this machine's loopback, but on Windows, which refuses them.
 */
function canonical(address: Address): string {
  const mapped = address.family === 6 && address.value >> 32n === 0xffffn
  const plain: Address = mapped ? { family: 4, value: address.value & 0xffffffffn } : address
  return formatAddress(plain.value === 0n && process.platform !== 'win32' ? LOOPBACK[plain.family] : plain)
}

type Asked = Pick<Named, 'outcome' | 'addresses' | 'error'>

function resolve(host: string, family: Target['family'], signal: AbortSignal): Promise<Asked> {
  signal.throwIfAborted()
  return new Promise((done, fail) => {
    const finish = (asked: Asked): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      done(asked)
    }
    const stop = (): void => {
      clearTimeout(timer)
      fail(signal.reason)
    }
    const timer = setTimeout(() => finish({ outcome: 'timed-out', addresses: [] }), LIMIT_MS)
    signal.addEventListener('abort', stop, { once: true })
    lookup(host, { all: true, order: 'verbatim', family: FAMILIES[family] }, (error, found) => {
      if (error) {
        const code = error.code ?? 'EAI_FAIL'
        finish({ outcome: code === 'ENOTFOUND' || code === 'EAI_NODATA' ? 'no-address' : 'failed', error: code, addresses: [] })
        return
      }
      const addresses = found.flatMap(({ address }) => {
        const parsed = parseAddress(address)
        return parsed ? [canonical(parsed)] : []
      })
      finish({ outcome: addresses.length > 0 ? 'answer' : 'no-address', addresses: [...new Set(addresses)] })
    })
  })
}

const FAMILIES = { any: 0, inet: 4, inet6: 6 } as const
