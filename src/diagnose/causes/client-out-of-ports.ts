import { routeSeen } from '../derive/evidence.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'

export default cause({
  id: 'client-out-of-ports',
  layer: 'client',
  claims: 'This machine has no source port, file descriptor or buffer left for the connection.',
  means: 'Every connection needs a port of its own towards the same target; closed ones keep theirs for a minute.',
  prior: 1,
  families: ['U'],
  predicts: ['local-error'],
  decide: () => ({
    where: 'here',
    command: 'ss -s; sysctl net.ipv4.ip_local_port_range; ulimit -n',
    tells: 'how many sockets are in use, and how many may be',
  }),
  remedy: () => ({
    text: 'find the program that holds the sockets (`ss -tanp`), or widen net.ipv4.ip_local_port_range',
    commands: ['ss -tan state time-wait'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'local') return seen.kind === 'not-tried' || seen.kind === 'no-address' ? unknown : excluded(...connected(seen.tcp))
    const { errno, stage } = seen.tcp.seen
    const exhausted =
      (errno === 'EADDRNOTAVAIL' && stage === 'connect' && ask(routeSeen)?.seen.source !== undefined) ||
      ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN'].includes(errno ?? '')
    return exhausted
      ? likely([quote(`${stage}() failed at once: ${errno}`, seen.tcp)], {
          verdict: `this machine has no socket or port left for the connection (${errno})`,
        })
      : unknown
  },
})

const connected = (tcp: Parameters<typeof quote>[1]) => [quote('the kernel made the socket and tried to connect', tcp)] as const
