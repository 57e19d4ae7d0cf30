import { TCP_FLAG } from '../../packet.ts'
import { unknowable } from '../unknowable.ts'

/** nf_osf_match(): only segments with SYN. */
export default unknowable({
  name: 'osf',
  families: [4],
  options: { genre: 1, ttl: 1, log: 1 },
  why: 'which system the segment looks as if it were from',
  but: ({ tcpFlags }) => (tcpFlags !== null && (tcpFlags & TCP_FLAG.syn) === 0 ? false : null),
})
