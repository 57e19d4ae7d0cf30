import type { Stall } from '../../model/observation.ts'
import { parseAddress } from '../../net/address.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { addressWord, ms, place, routeCommand } from '../wording.ts'

/** A server's KEXINIT has 1 KB or so: that it came says that packets of this size do. */
const LARGE = 1000

export default cause({
  id: 'path-mtu-black-hole',
  layer: 'network',
  claims: 'Large packets vanish on the way, and nobody says so: the key exchange hangs.',
  means: 'A link takes smaller packets than the rest, and the ICMP errors that would tell are filtered (RFC 2923 section 2.1).',
  prior: 2,
  families: ['B', 'K'],
  predicts: ['open'],
  decide: (ask) => {
    const six = parseAddress(ask.address ?? '')?.family === 6
    const size = (bytes: number): string => `ping ${six ? '-6' : '-4'} -c 3 -W 2 -M do -s ${bytes - (six ? 48 : 28)} ${addressWord(ask)}`
    return {
      where: 'here',
      command: `${size(1500)}; ${size(1280)}; ${routeCommand(ask)}`,
      tells: 'whether packets of 1280 bytes come back and those of 1500 do not',
    }
  },
  remedy: () => ({
    text: 'let ICMP "fragmentation needed" and ICMPv6 "packet too big" pass, or clamp the MSS on the router (nft: tcp option maxseg size set rt mtu); until then, this makes Linux find the size by itself, on the side whose packets vanish',
    commands: ['sudo sysctl -w net.ipv4.tcp_mtu_probing=1'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'identified') return unknown
    const { kex, bytes, reached } = seen.ssh.seen
    if (seen.kex === 'answered' && bytes >= LARGE)
      return excluded(quote(`the key exchange went through, with packets of ${bytes} bytes in all from the server`, seen.ssh))
    if (seen.kex !== 'silent' || !kex) return unknown
    const silence = quote(`it identified itself, and then said nothing for ${ms(kex.us)}`, seen.ssh)
    const { stall } = kex
    if (!stall) return possible([silence])
    if (stall.unacked === 0) {
      const stage = reached === 'kexinit' ? 'its answer' : 'its offer, of 1 KB or so,'
      return possible([silence, quote(`it has acknowledged all that we sent, and ${stage} did not come`, seen.ssh)])
    }
    if (stall.retransmits === 0 || !small(stall, reached === 'kexinit')) return unknown
    const vanished = quote(`our packet of ${stall.sent} bytes was sent again ${times(stall.retransmits)}, and never acknowledged`, seen.ssh)
    if (stall.sacked === 0) return possible([vanished, quote('the smaller one before it was', seen.ssh)], { weight: 2 })
    return likely(
      [vanished, quote(`its first ${stall.mss} bytes are missing there, and the smaller segment behind them arrived`, seen.ssh)],
      {
        verdict: `large packets vanish on the way to ${place(ask)}, and nobody says so (a path MTU black hole)`,
      },
    )
  },
})

/**
 * Whether the identification, which went ahead in a segment of its own, was acknowledged.
 * @param answered the server's offer came, and so a second packet of ours, of at least a segment, is under way behind the first
 */
function small({ sent, mss, unacked }: Stall, answered: boolean): boolean {
  return mss > 0 && unacked <= Math.ceil(sent / mss) + (answered ? 1 : 0)
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
