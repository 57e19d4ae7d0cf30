import { parseAddress, sameAddress } from '../../net/address.ts'
import { parsePrefix, type Prefix } from '../../net/prefix.ts'
import { scopeOf } from '../../net/scope.ts'
import type { Ask } from '../../model/cause.ts'
import { need } from '../ask.ts'
import { askedTcp, routeSeen } from './evidence.ts'

/** An address of an interface of this machine, and the subnet it stands in. */
export interface OwnAddress {
  readonly device: string
  readonly address: string
  readonly subnet: Prefix
  /** Line in the capture `client-addresses`, from 1. */
  readonly line: number
  readonly text: string
}

/** The addresses of this machine's interfaces; none where they are not all known. */
export const ownAddresses = need('own-addresses', (ask): readonly OwnAddress[] => {
  const capture = ask.capture('client-addresses')?.capture
  const lines = capture && !capture.cut ? capture.out.split('\n') : []
  return lines.flatMap((text, index) => {
    const [device, address] = text.split(' ')
    const subnet = parsePrefix(address ?? '')
    return device && address && subnet ? [{ device, address: address.split('/')[0] ?? '', subnet, line: index + 1, text }] : []
  })
})

/**
 * Whether the address is one of this machine's own. A link-local address is so only as the source of this connection: on another link the
 * same address is somebody else's (RFC 4007).
 */
export function isOwn(ask: Ask, address: string): boolean {
  const sources = [ask(routeSeen)?.seen.source, ask(askedTcp)?.seen.source].flatMap((source) => source ?? [])
  const parsed = parseAddress(address)
  const everywhere = parsed !== null && scopeOf(parsed) !== 'link-local' ? ask(ownAddresses).map((own) => own.address) : []
  return [...sources, ...everywhere].some((own) => sameAddress(own, address))
}

/** Whether the target is this machine itself. */
export const targetIsOwn = need('target-is-own', (ask) => {
  if (ask.address === null) return false
  return ask(routeSeen)?.seen.type === 'local' || isOwn(ask, ask.address)
})
