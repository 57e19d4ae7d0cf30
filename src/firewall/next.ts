import type { Host } from './netfilter/host.ts'
import type { Judged } from './judged.ts'

/** Something that would tell more, to be given beside the rules. */
export interface Next {
  readonly tells: string
  /** A command of the server, or an option of this one. */
  readonly give: string
}

/** Words of what a walk assumes, and what would make it sure. */
const DECIDES: readonly (readonly [RegExp, Next, (judged: Judged, host: Host) => boolean])[] = [
  [
    /interface\b.*\bnot known/,
    { tells: 'by which interface it comes in', give: '--iface INTERFACE' },
    ({ question }) => question.device === null,
  ],
  [
    /address\b.*\bnot known/,
    { tells: 'to which address of the server it goes', give: '--to ADDRESS' },
    ({ question }) => question.local === null,
  ],
  [/port\b.*\bnot known/, { tells: 'from which port it comes', give: '--from-port PORT' }, ({ question }) => question.otherPort === null],
  [/\bset\b.*\bnot read/, { tells: 'what is in the sets of ipset', give: 'sudo ipset save' }, () => true],
  [/\baddress/, { tells: 'which addresses are those of the server', give: 'ip address' }, (_, { interfaces }) => interfaces === null],
  [
    /\bforward|route_localnet|rp_filter/,
    { tells: 'how the kernel is set', give: 'sudo sysctl -a' },
    (_, { sysctls }) => sysctls.size === 0,
  ],
]

const RULES: Readonly<Record<4 | 6, Next>> = {
  4: { tells: 'what the rules of IPv4 are', give: 'sudo iptables-save; sudo nft list ruleset' },
  6: { tells: 'what the rules of IPv6 are', give: 'sudo ip6tables-save; sudo nft list ruleset' },
}
const SOCKETS: Next = { tells: 'whether anything listens on the port', give: 'sudo ss -ltnp' }

/** What would decide what is open. */
export function nextOf(all: readonly Judged[], host: Host): readonly Next[] {
  const found = all.flatMap((judged) => {
    if (!judged.given) return [RULES[judged.family]]
    const endings = judged.regions.flatMap((region) => region.endings)
    const assuming = [...new Set(endings.flatMap((ending) => ending.assuming))]
    const decides = DECIDES.filter(([says, , open]) => open(judged, host) && assuming.some((one) => says.test(one))).map(([, next]) => next)
    return endings.some(({ verdict }) => verdict === 'accept') && host.listeners === null ? [...decides, SOCKETS] : decides
  })
  return [...new Set(found)]
}
