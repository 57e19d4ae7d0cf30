import type { Scenario, Truth } from '../case.ts'
import type { Net } from '../net.ts'
import { dark, silent } from './expectations.ts'

const hostUnreachable = (net: Net): '3/1' | '1/3' => (net.family === 4 ? '3/1' : '1/3')

/** No packet left, and the kernel said so at once. */
const atOnce = (net: Net, errno: string): Truth['addresses'] => [
  { address: net.server, wire: 'nothing left', outcome: 'local-error', errno, blocks: 'client' },
]

const NO_PACKET_EXCLUDES = [
  'firewall-rejects',
  'firewall-drops',
  'firewall-resets',
  'router-rejects',
  'sshd-stopped',
  'host-down',
  'routing-loop',
]

const noRoute = (net: Net, errno = 'ENETUNREACH'): Truth => ({
  addresses: atOnce(net, errno),
  exit: 1,
  verdict: { cause: ['no-local-route'], certainty: ['proven'] },
  proven: ['no-local-route'],
  never: NO_PACKET_EXCLUDES,
})

const localPolicy = (net: Net, errno: string): Truth => ({
  addresses: atOnce(net, errno),
  exit: 1,
  verdict: { cause: ['local-policy-refuses'], certainty: ['proven'] },
  proven: ['local-policy-refuses'],
  never: [...NO_PACKET_EXCLUDES, 'no-local-route'],
})

const hostDown = (address: string, wire: Truth['addresses'][number]['wire']): Truth => ({
  addresses: [{ address, wire, outcome: 'unreachable', errno: 'EHOSTUNREACH', blocks: 'network' }],
  exit: 1,
  verdict: { cause: ['host-down'], certainty: ['likely'] },
  said: ['host-down'],
  excluded: ['firewall-drops', 'firewall-resets'],
  never: ['sshd-stopped', 'firewall-rejects'],
})

/** What routing tables do, from the client's own to a router's. */
export const routeScenarios: readonly Scenario[] = [
  { name: 'no default route', case: (net) => ({ steps: [{ on: 'client', sh: `${net.ip} route del default` }], ...noRoute(net) }) },
  { name: "the client's link is down", case: (net) => ({ steps: [{ on: 'client', sh: 'ip link set eth0 down' }], ...noRoute(net) }) },
  {
    name: 'local unreachable route',
    case: (net) => ({
      steps: [{ on: 'client', sh: `${net.ip} route add unreachable ${net.server}/${net.one}` }],
      ...noRoute(net, 'EHOSTUNREACH'),
      verdict: { cause: ['no-local-route', 'local-policy-refuses'], certainty: ['proven'] },
      proven: ['no-local-route', 'local-policy-refuses'],
    }),
  },
  {
    name: 'local prohibit route',
    case: (net) => ({
      steps: [{ on: 'client', sh: `${net.ip} route add prohibit ${net.server}/${net.one}` }],
      ...localPolicy(net, 'EACCES'),
    }),
  },
  {
    name: 'local blackhole route',
    case: (net) => ({
      steps: [{ on: 'client', sh: `${net.ip} route add blackhole ${net.server}/${net.one}` }],
      ...localPolicy(net, 'EINVAL'),
    }),
  },
  {
    name: 'a rule that forbids the way for this user alone, as a kill switch does',
    case: (net) => ({ steps: [{ on: 'client', sh: `${net.ip} rule add uidrange 65534-65534 prohibit` }], ...localPolicy(net, 'EACCES') }),
  },
  {
    name: "nobody on the client's own link",
    case: (net) => ({
      steps: [],
      typed: [net.absentHere],
      ...hostDown(net.absentHere, `unsent icmp ${hostUnreachable(net)} ${net.client}`),
      never: ['sshd-stopped', 'firewall-rejects', 'router-rejects', 'no-local-route'],
    }),
  },
  {
    name: 'nobody on the link behind the router',
    case: (net) => ({
      steps: [],
      typed: [net.absentThere],
      ...hostDown(net.absentThere, `icmp ${hostUnreachable(net)} ${net.router}`),
      open: ['router-rejects'],
    }),
  },
  {
    name: "the client's gateway does not answer on the link",
    case: (net) => ({
      steps: [{ on: 'client', sh: `${net.ip} route replace default via ${net.absentHere} dev eth0` }],
      ...hostDown(net.server, `unsent icmp ${hostUnreachable(net)} ${net.client}`),
      // Nobody was asked for the host itself: what is down is the first router.
      addresses: [
        {
          address: net.server,
          wire: `unsent icmp ${hostUnreachable(net)} ${net.client}`,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          blocks: ['client', 'network'],
        },
      ],
      verdict: {
        cause: ['no-local-route', 'route-missing-on-the-way', 'path-drops-packets', 'host-down', 'local-policy-refuses'],
        certainty: ['likely', 'possible'],
      },
      said: [],
      atMostPossible: ['host-down', 'local-policy-refuses'],
    }),
  },
  {
    name: 'a network of the client owns the address (Docker)',
    families: [4],
    case: () => ({
      steps: [
        { on: 'client', sh: 'ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up' },
        { on: 'server', sshd: [] },
      ],
      typed: ['172.17.0.5'],
      ...hostDown('172.17.0.5', 'unsent icmp 3/1 172.17.0.1'),
      addresses: [
        {
          address: '172.17.0.5',
          wire: 'unsent icmp 3/1 172.17.0.1',
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          blocks: ['client', 'network'],
        },
      ],
      verdict: { cause: ['overlapping-subnet', 'host-down'], certainty: ['likely', 'possible'] },
      said: ['overlapping-subnet'],
    }),
  },
  {
    name: 'a VPN interface whose program is gone',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'client', sh: `ip tuntap add dev tun0 mode tun; ip link set tun0 up; ${net.ip} route add ${net.server}/${net.one} dev tun0` },
      ],
      addresses: [silent(net.server, ['client', 'network', 'cloud', 'firewall'], 'nothing left')],
      exit: 1,
      verdict: {
        cause: ['vpn-or-route-missing', 'host-down', 'path-drops-packets', 'firewall-drops', 'local-policy-refuses'],
        certainty: ['likely', 'possible'],
      },
      // No rule of a firewall did it.
      atMostPossible: ['local-policy-refuses', 'firewall-drops'],
      never: ['router-rejects'],
    }),
  },
  {
    name: 'prohibit route of the router',
    case: (net) => ({
      steps: [{ on: 'router', sh: `${net.ip} route add prohibit ${net.server}/${net.one}` }],
      addresses: [
        {
          address: net.server,
          wire: `icmp ${net.family === 4 ? '3/13' : '1/1'} ${net.router}`,
          outcome: 'unreachable',
          errno: net.family === 4 ? 'EHOSTUNREACH' : 'EACCES',
          blocks: 'network',
        },
      ],
      exit: 1,
      verdict: { cause: ['router-rejects'], certainty: ['proven'] },
      proven: ['router-rejects'],
      never: ['sshd-stopped', 'firewall-rejects', 'firewall-drops', 'local-policy-refuses'],
    }),
  },
  {
    name: 'unreachable route of the router',
    case: (net) => ({
      steps: [{ on: 'router', sh: `${net.ip} route add unreachable ${net.server}/${net.one}` }],
      addresses: [
        {
          address: net.server,
          wire: `icmp ${net.family === 4 ? '3/1' : '1/0'} ${net.router}`,
          outcome: 'unreachable',
          errno: net.family === 4 ? 'EHOSTUNREACH' : 'ENETUNREACH',
          blocks: 'network',
        },
      ],
      exit: 1,
      verdict: { cause: ['host-down', 'router-rejects', 'route-missing-on-the-way'], certainty: ['likely', 'possible'] },
      never: ['sshd-stopped', 'firewall-rejects', 'firewall-drops', 'local-policy-refuses', 'no-local-route'],
    }),
  },
  {
    name: 'the router has no route',
    case: (net) => ({
      steps: [{ on: 'router', sh: `${net.ip} route flush dev far` }],
      addresses: [
        {
          address: net.server,
          wire: `icmp ${net.family === 4 ? '3/0' : '1/0'} ${net.router}`,
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
          blocks: 'network',
        },
      ],
      exit: 1,
      verdict: { cause: ['route-missing-on-the-way', 'router-rejects'], certainty: ['likely', 'possible'] },
      said: ['route-missing-on-the-way'],
      never: ['sshd-stopped', 'firewall-rejects', 'firewall-drops', 'local-policy-refuses', 'no-local-route'],
    }),
  },
  {
    name: 'blackhole route of the router',
    case: (net) => ({ steps: [{ on: 'router', sh: `${net.ip} route add blackhole ${net.server}/${net.one}` }], ...dark(net.server) }),
  },
  {
    name: 'packets that this machine lets live for one hop only: time exceeded, and no loop',
    case: (net) => ({
      steps: [{ on: 'client', sh: 'echo 1 >/proc/sys/net/ipv4/ip_default_ttl; echo 1 >/proc/sys/net/ipv6/conf/eth0/hop_limit' }],
      addresses: [
        {
          address: net.server,
          wire: `icmp ${net.family === 4 ? '11/0' : '3/0'} ${net.router}`,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          blocks: ['client', 'network'],
        },
      ],
      exit: 1,
      verdict: { cause: ['routing-loop', 'local-policy-refuses', 'router-rejects'], certainty: ['possible', 'likely'] },
    }),
  },
  {
    name: 'routing loop of two routers',
    case: (net) => ({
      steps: [
        {
          on: 'server',
          sh: 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding',
        },
        { on: 'router', sh: `${net.ip} route add ${net.beyond}/${net.one} via ${net.server}` },
      ],
      typed: [net.beyond],
      addresses: [
        {
          address: net.beyond,
          // 64 hops from the client: the router gets the even ones, the other router the last.
          wire: `icmp ${net.family === 4 ? '11/0' : '3/0'} ${net.server}`,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          blocks: 'network',
        },
      ],
      exit: 1,
      verdict: { cause: ['routing-loop'], certainty: ['proven'] },
      proven: ['routing-loop'],
      never: ['router-rejects', 'firewall-rejects', 'firewall-drops', 'sshd-stopped', 'host-down', 'no-local-route'],
    }),
  },
]
