import type { AddressTruth, Scenario, Truth } from '../case.ts'
import type { Net } from '../net.ts'
import { opened } from './expectations.ts'

const everyone = (address: AddressTruth): Truth => ({
  addresses: [address],
  exit: 1,
  verdict: { cause: ['local-proxy-answers'], certainty: ['likely'] },
  said: ['local-proxy-answers'],
  // What answers is not the target: nothing that was seen speaks of it.
  never: ['tcp-wrappers-deny', 'sshd-on-another-port'],
  atMostPossible: ['sshd-hung', 'not-sshd-on-the-port', 'sshd-child-fails'],
})

const redirect = (net: Net, hook: 'prerouting' | 'output', match: string): string =>
  `nft 'add table ${net.nft} lab; add chain ${net.nft} lab nat { type nat hook ${hook} priority -100; }; add rule ${net.nft} lab nat ${match} meta l4proto tcp redirect to :9'`

/** Something on the way opens every connection: a captive portal, a VPN, a local proxy. */
export const answerAllScenarios: readonly Scenario[] = [
  {
    name: 'a router that opens every connection',
    case: (net) => ({
      steps: [
        { on: 'router', peer: 'silent', port: 9 },
        { on: 'router', sh: redirect(net, 'prerouting', 'iifname near') },
      ],
      ...everyone(opened(net.server, { reached: 'nothing', ended: 'silent' }, 'client')),
    }),
  },
  {
    name: 'a proxy on the client that opens every connection, and closes it',
    families: [4],
    case: (net) => ({
      steps: [
        { on: 'client', peer: 'close', port: 9 },
        { on: 'client', sh: redirect(net, 'output', 'oifname eth0') },
      ],
      redirected: true,
      ...everyone({ address: net.server, wire: 'unsent syn-ack', outcome: 'open', blocks: 'client' }),
    }),
  },
]
