import { TCP_FLAG } from '../../packet.ts'
import { dataType } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { BREAK, notKnown } from '../value.ts'

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ['skuid', dataType('uid')],
  ['skgid', dataType('gid')],
  ['cgroup', dataType('cgroup')],
])

/** A SYN belongs to no connection: tcp_v4_early_demux looks for established ones alone. */
function isFirst(flags: number | null): boolean {
  return flags !== null && (flags & (TCP_FLAG.syn | TCP_FLAG.ack)) === TCP_FLAG.syn
}

/** nft_meta_get_eval: a packet that no socket has made or taken yet breaks the rule. */
const part: ExpressionPart = {
  documented: {
    name: 'meta skuid, skgid, cgroup',
    surety: 'unknown',
    means: 'who owns the socket that sends is not recorded; what comes in has no socket yet',
  },
  keys: [...TYPES.keys()].map((key) => `meta ${key}`),
  read: (_json, _scope, key) => {
    const name = key.slice('meta '.length)
    const unknown = { ...notKnown(`${name} of the socket is not known`), mayBreak: true } as const
    return {
      types: [TYPES.get(name) ?? dataType('uid')],
      load: ({ hook, iif, ct, tcpFlags }) => {
        const arriving = iif !== null && iif !== '' && iif !== 'lo'
        const without =
          hook === 'ingress' ||
          hook === 'prerouting' ||
          hook === 'forward' ||
          (hook === 'input' && (ct.state === 'new' || isFirst(tcpFlags)))
        return arriving && without ? BREAK : unknown
      },
    }
  },
}
export default part
