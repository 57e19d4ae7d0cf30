/** A bug that is planted in a copy of src/firewall/netfilter: one piece of text becomes another. */
export interface Mutation {
  readonly name: string
  readonly file: string
  /** Occurs once. */
  readonly from: string
  readonly to: string
}

const mutation = (name: string, file: string, from: string, to: string): Mutation => ({ name, file, from, to })

/** Each of them must make us disagree with the kernel somewhere. */
export const MUTATIONS: readonly Mutation[] = [
  mutation(
    'chains of higher priority come first',
    'station.ts',
    '[...priorities].toSorted((a, b) => a - b)',
    '[...priorities].toSorted((a, b) => b - a)',
  ),
  mutation('connections are tracked before raw', 'hooks.ts', 'CONNTRACK = -200', 'CONNTRACK = -5000'),
  mutation('goto returns as jump does', 'chain.ts', "goto: outcome.go === 'goto'", 'goto: false'),
  mutation('a jump returns to the caller of the caller', 'chain.ts', '(frame.goto ? caller.returned : caller.here)', 'caller.returned'),
  mutation('return accepts', 'chain.ts', 'frame.returned.add(packet, remotes)', 'this.#accepted.add(packet, remotes)'),
  mutation('policies are ignored', 'chain.ts', "frame.chain.base?.policy === 'drop'", 'false'),
  mutation('what matches a drop is accepted', 'chain.ts', "tally.ended(remotes, 'drop', rule.at)", 'this.#accepted.add(packet, remotes)'),
  mutation('DNAT does not change the packet', 'nat.ts', '? { ...packet, daddr: now.address, dport: now.port, ct }', '? { ...packet, ct }'),
  mutation('DNAT forgets the port', 'nat.ts', 'dport: now.port, ct }', 'ct }'),
  mutation('redirect goes to the last address', 'nat.ts', 'const first = own.find(', 'const first = own.findLast('),
  mutation('all is for this host', 'routing.ts', 'isAsked && !isBeyond', 'true'),
  mutation('every port has a listener', 'socket.ts', '(dport !== null && port !== dport)', 'false'),
  mutation(
    'a rejection is sent as silence',
    'chain.ts',
    'this.#path.answers.push({ packet, remotes, with: outcome.with, by: rule.at })',
    "tally.ended(remotes, 'drop', rule.at)",
  ),

  mutation('codes of icmpx are swapped', 'nft/statements/reject.ts', '4: [0, 3, 1, 13]', '4: [0, 3, 13, 1]'),
  mutation('codes of icmpx are those of IPv4', 'nft/statements/reject.ts', '6: [0, 4, 3, 1]', '6: [0, 3, 1, 13]'),
  mutation(
    'an interval of numbers ends before its end',
    'nft/elements.ts',
    'at !== undefined && value <= (hi[at] as Value)',
    'at !== undefined && value < (hi[at] as Value)',
  ),
  mutation(
    'an interval of addresses ends before its end',
    'nft/elements.ts',
    "to = typeof hi === 'bigint' ? hi + 1n : (hi as number) + 1",
    'to = hi as Key',
  ),
  mutation(
    '!= is ==',
    'nft/statements/match.ts',
    'elements.find(left.load(packet, scene), packet.family).no',
    'elements.find(left.load(packet, scene), packet.family).yes',
  ),
  mutation('!= @set is == @set', 'nft/statements/match.ts', 'negated ? found.no : found.yes', 'found.yes'),
  mutation('> is <=', 'nft/statements/match.ts', "op === '<' || op === '>')", "op === '<')"),
  mutation('any flag means none', 'nft/statements/match.ts', '{ lo: zero, hi: zero }, !none)', '{ lo: zero, hi: zero }, none)'),
  mutation('bits are set instead of cleared', 'nft/bits.ts', '(value & Number(constant)) >>> 0', '(value | Number(constant)) >>> 0'),
  mutation(
    'masks of addresses are ignored',
    'nft/bits.ts',
    'bits: { shift, mask: mask & constant, xor: xor & constant }',
    'bits: { shift, mask, xor }',
  ),
  mutation(
    'a limit is always exceeded',
    'nft/statements/limit.ts',
    '{ match: () => !inverted, rate: text }',
    '{ match: () => inverted, rate: text }',
  ),

  mutation(
    'source ports are destination ports',
    'iptables/matches/multiport.ts',
    "!option.name.startsWith('d')",
    "option.name.startsWith('d')",
  ),
  mutation('! of multiport is lost', 'iptables/matches/multiport.ts', 'option.inverted ? not(answer) : answer', 'answer'),
  mutation('a mask of TCP flags is ignored', 'iptables/matches/tcp.ts', '((tcpFlags & mask) === set)', '(tcpFlags === mask)'),
  mutation(
    'a range of addresses ends before its end',
    'iptables/matches/iprange.ts',
    'AddressSet.range(family, keyOf(first), keyOf(last))',
    'AddressSet.range(family, keyOf(first), keyOf(last)).minus(AddressSet.of(last))',
  ),
  mutation('-i eth+ is exact', 'iptables/interfaces.ts', 'name.startsWith(prefix)', 'name === prefix'),
  mutation(
    'an untracked packet is new',
    'iptables/ct-state.ts',
    "ct.state === 'none' ? 'invalid' : ct.state",
    "ct.state === 'untracked' || ct.state === 'none' ? 'new' : ct.state",
  ),
  mutation('above is one more', 'iptables/matches/connlimit.ts', '1 > most === above', '1 >= most === above'),
  mutation('a code of REJECT is another', 'iptables/targets/reject.ts', '{ type: 3, code: 13 }', '{ type: 3, code: 10 }'),
  mutation('a code of REJECT for IPv6 is another', 'iptables/targets/reject.ts', '{ type: 1, code: 6 }', '{ type: 1, code: 5 }'),
  mutation('MARK does nothing', 'iptables/targets/mark.ts', 'mark: changed(packet.mark, change, ALL)', 'mark: packet.mark'),
  mutation(
    'CT --notrack does nothing',
    'iptables/targets/ct.ts',
    "options.some(({ name }) => name === 'notrack') ? untrack : tracked",
    'options.length > 99 ? untrack : tracked',
  ),
  mutation('nomatch is ignored', 'ipset/decide.ts', 'const inside = nets ? nomatch.has(row) === exceptions : true', 'const inside = true'),
  mutation(
    'the shortest prefix decides',
    'ipset/decide.ts',
    '[...layers].toSorted(([a], [b]) => a - b)',
    '[...layers].toSorted(([a], [b]) => b - a)',
  ),
  mutation(
    'sets forget their ports',
    'ipset/decide.ts',
    "port >= (portFirst[row] as number) && port <= (portLast[row] as number) ? 'yes' : 'no'",
    "'yes'",
  ),
]
