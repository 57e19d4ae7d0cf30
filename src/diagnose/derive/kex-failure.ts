import type { KeyExchange } from './symptom.ts'
import type { Seen } from '../../model/observation.ts'
import { printable } from '../../net/printable.ts'
import { ms } from '../wording.ts'

/**
 * What went wrong in the key exchange of a server that had identified itself, as the end of a sentence, e.g. `closes the connection in the
 * key exchange, after 3.0 ms`; null: nothing that can be seen.
 */
export function kexFailure(kex: KeyExchange, seen: Seen<'ssh'>): string | null {
  const us = ms(seen.kex?.us ?? 0)
  const said = seen.kex?.disconnect
  const stage = seen.reached === 'kexinit' ? 'in the key exchange, after its offer' : 'in the key exchange'
  switch (kex) {
    case 'dropped':
      if (said) return `ends the connection ${stage}: "${printable(said.text.trim(), 80)}" (reason ${said.code})`
      return `${seen.ended === 'reset' ? 'resets' : 'closes'} the connection ${stage}, after ${us}`
    case 'silent':
      return `then says nothing for ${us} ${stage}`
    case 'garbled':
      return `sends what is no SSH packet ${stage}`
    case 'answered':
      return seen.kex?.hostKey?.signature === 'wrong' ? 'its host key has not signed this key exchange' : null
    default:
      return null
  }
}
