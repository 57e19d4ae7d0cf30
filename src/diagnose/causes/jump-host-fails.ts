import { recogniseBroker } from '../../ssh/broker.ts'
import { failingHop } from '../derive/failing-hop.ts'
import { proxySeen } from '../derive/evidence.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { verboseSsh } from '../wording.ts'

const HELD = { proven, likely, possible } as const

export default cause({
  id: 'jump-host-fails',
  layer: 'client',
  claims: 'A jump host, or the ProxyCommand, through which ssh reaches the target gives no connection.',
  means:
    'ssh goes to the first jump host, logs in, and asks it for a connection to the next. What stops ssh at one of them is what stops ssh. Its own words are then "Connection closed by UNKNOWN port 65535", and the reason stands in the line before.',
  prior: 5,
  stopsSsh: true,
  families: ['R', 'T', 'U', 'C', 'B', 'K', 'A', 'S', 'N'],
  // The connection to the target itself is never tried.
  predicts: [],
  decide: (ask) => {
    const failing = ask(failingHop)
    if (failing?.hop.decide) return { ...failing.hop.decide, host: failing.hop.name }
    return { where: 'here', command: verboseSsh(ask), tells: 'at which jump host it ends, and its last words' }
  },
  remedy: (ask) => {
    const { name = '', remedy = null } = ask(failingHop)?.hop ?? {}
    if (remedy) return { ...remedy, text: `${name}: ${remedy.text}` }
    return { text: 'mend the way to the jump host first: sshwhy JUMP-HOST, with the jump host as the target', commands: [] }
  },
  judge: (ask) => {
    const proxy = ask(proxySeen)
    if (proxy) {
      const { program, spoke, code, signal, said } = proxy.seen
      if (spoke) return excluded(quote(`the ProxyCommand (${program}) gives a connection`, proxy))
      if (recogniseBroker(program) !== null || (code === null && signal === null)) return unknown
      const how = code === null ? `was ended by ${signal}` : `ended with status ${code}`
      const words = said.at(-1)
      return likely(
        [
          quote(`the ProxyCommand (${program}) ${how} before a byte came`, proxy),
          ...(words === undefined ? [] : [quote(`it said: ${words}`, proxy)]),
        ],
        {
          verdict: `the ProxyCommand of ssh_config (${program}) gives no connection`,
          remedy: {
            text: 'run the command by itself, with the host and the port in the place of %h and %p, and mend what it says',
            commands: [],
          },
        },
      )
    }
    if (ask.hops.length === 0) return unknown
    const failing = ask(failingHop)
    if (!failing) return excluded({ text: 'each jump host let the login through', from: { hop: ask.hops.length - 1 } })
    const { hop, index, place } = failing
    if (!hop.verdict) return unknown
    const from = { hop: index }
    const [first, ...rest] = hop.because.map(({ text }) => ({ text, from }))
    return HELD[hop.verdict.certainty]([first ?? { text: hop.happened, from }, ...rest], {
      verdict: `at the jump host ${place}, ${hop.verdict.text}`,
      causedBy: hop.verdict.cause,
      ...(hop.meaning === null ? {} : { meaning: `At ${hop.name}: ${hop.meaning}` }),
    })
  },
})
