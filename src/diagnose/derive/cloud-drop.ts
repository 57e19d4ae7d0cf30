import { parseAddress } from '../../net/address.ts'
import { scopeOf } from '../../net/scope.ts'
import type { Ask, Judgement } from '../../model/cause.ts'
import { excluded, quote, unknown } from '../judgement.ts'
import { addressWord } from '../wording.ts'
import { vanishes } from './vanishes.ts'
import { routeSeen } from './evidence.ts'
import { targetIsOwn } from './own-addresses.ts'

/**
 * Judges a cloud's packet filter, which drops and never refuses. It can only stand before a machine of that cloud: from outside nothing
 * tells which cloud it is, so it is possible at most.
 */
export function cloudDrops(ask: Ask): Judgement {
  const route = ask(routeSeen)
  if (ask(targetIsOwn) && route) return excluded(quote('the target is this machine: the packet passes no cloud filter', route))
  const address = ask.address === null ? null : parseAddress(ask.address)
  if (address && scopeOf(address) === 'link-local') return unknown
  const far = address !== null && scopeOf(address) === 'public'
  return vanishes(ask, 'possible', { up: far ? 1 : 0.2, dark: far ? 1 : 0.2 })
}

/** The command that asks AWS for one property of the machine that holds the address. @param query JMESPath, below the instance */
export function awsInstance(ask: Ask, query: string): string {
  const address = ask.address === null ? null : parseAddress(ask.address)
  const filter = address?.family === 6 ? 'ipv6-address' : address && scopeOf(address) === 'public' ? 'ip-address' : 'private-ip-address'
  return `aws ec2 describe-instances --filters Name=${filter},Values=${addressWord(ask)} --query "Reservations[].Instances[].${query}" --output text`
}
