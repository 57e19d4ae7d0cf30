import { need } from '../ask.ts'
import { parseAddress } from '../../net/address.ts'
import { askedTcp, nameSeen } from './evidence.ts'

/** Where the first TCP connection of this ssh goes: to the target, or to its first jump host. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** What to write after `ssh` to get there, without a port: what was typed where that is no more than [user@]host. */
  readonly destination: string
  /** The jump host, as ssh_config writes it; null when ssh connects to the target itself. */
  readonly jump: string | null
}

export const endpoint = need('endpoint', (ask): Endpoint => {
  const { host, port, user, input, via } = ask.observation.target
  const [jump] = via
  if (jump === undefined) {
    const at = input.lastIndexOf('@')
    const typed = input.slice(at + 1)
    const plain = parseAddress(typed) !== null || !/[:/[\]]/.test(input)
    return { host, port, destination: plain ? input : user === null ? host : `${user}@${host}`, jump: null }
  }
  const name = ask(nameSeen)?.seen.name ?? jump
  const login = /^(?:ssh:\/\/)?(.+)@/i.exec(jump)?.[1]
  return { host: name, port: ask(askedTcp)?.seen.port ?? 22, destination: login === undefined ? name : `${login}@${name}`, jump }
})
