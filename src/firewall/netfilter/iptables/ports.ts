import { servicePort } from '../../../net/services.ts'
import { type Answer, unknown } from '../answer.ts'
import { type NumberRange, numberRange, wholeNumber } from './numbers.ts'

const MOST = 65_535

/** A port by number or name. */
export function readPort(text: string): number | null {
  return wholeNumber(text, MOST) ?? servicePort(text)
}

/** `port`, `from:to`, `:to`, `from:`. */
export function readPorts(text: string): NumberRange | null {
  return numberRange(text, MOST, readPort)
}

/** What iptables-nft does not load, though it be inverted (add_nft_tcpudp of iptables 1.8). */
export function isEveryPort({ first, last }: NumberRange): boolean {
  return first === 0 && last === MOST
}

/** Whether a port lies in the range (port_match() of xt_tcpudp.c). @param whose such as `source` */
export function portAnswer(port: number | null, { first, last }: NumberRange, inverted: boolean, whose: string, family: 4 | 6): Answer {
  if (port === null) return first === 0 && last === MOST ? !inverted : unknown(family, `the ${whose} port is not known`)
  return (port >= first && port <= last) !== inverted
}
