import { need } from '../ask.ts'
import { parseAddress } from '../../net/address.ts'

/** Where this ssh goes. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** What to write after `ssh` to get there, without a port: what was typed where that is no more than [user@]host. */
  readonly destination: string
}

export const endpoint = need('endpoint', (ask): Endpoint => {
  const { host, port, user, input } = ask.observation.target
  const at = input.lastIndexOf('@')
  const typed = input.slice(at + 1)
  const plain = parseAddress(typed) !== null || !/[:/[\]]/.test(input)
  return { host, port, destination: plain ? input : user === null ? host : `${user}@${host}` }
})
