/** Rules and sets of any size with distinct sources, always the same, as the tools of the kernel load them. */

/** What a size of ruleset is written as; each member is one file. */
export interface Rules {
  readonly iptables: string
  readonly nft: string
}

const DO = {
  iptables: ['DROP', 'REJECT --reject-with icmp-port-unreachable', 'REJECT --reject-with tcp-reset', 'ACCEPT'],
  nft: ['drop', 'reject', 'reject with tcp reset', 'accept'],
} as const

/**
 * A host behind a long list of banned and of known addresses, beside the few rules that every host has. So many rules in all.
 * @param family of the sources
 */
export function rulesOf(count: number, family: 4 | 6): Rules {
  const iptables = ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]', ':LISTED - [0:0]']
  const nft = ['table inet filter {', '\tchain listed {']
  iptables.push(
    '-A INPUT -i lo -j ACCEPT',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 22 -j LISTED',
    '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
  )
  const icmp = family === 4 ? ['icmp-port-unreachable', 'icmp'] : ['icmp6-port-unreachable', 'icmp6']
  for (const [index, source] of addresses(count - 4, family).entries()) {
    // One in eight is a network.
    const bits = (index % 8 === 7 ? { 4: 24, 6: 56 } : { 4: 32, 6: 128 })[family]
    const network = bits === 24 ? source.replace(/\d+$/, '0') : bits === 56 ? `${source.split(':').slice(0, 3).join(':')}::` : source
    const does = index % DO.nft.length
    iptables.push(`-A LISTED -s ${network}/${bits} -j ${(DO.iptables[does] as string).replace('icmp-port-unreachable', icmp[0] as string)}`)
    nft.push(`\t\t${family === 4 ? 'ip' : 'ip6'} saddr ${network}${bits % 32 === 0 ? '' : `/${bits}`} ${DO.nft[does]}`)
  }
  iptables.push('COMMIT', '')
  nft.push(
    '\t}',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    '\t\tiifname "lo" accept',
    '\t\tct state established,related accept',
    '\t\ttcp dport 22 jump listed',
    '\t\ttcp dport 22 accept',
    '\t}',
    '}',
    '',
  )
  return { iptables: iptables.join('\n'), nft: nft.join('\n') }
}

export interface Sets {
  /** `ipset restore`, and the rules that ask the set. */
  readonly ipset: string
  readonly iptables: string
  readonly nft: string
}

/** One set of so many addresses, and one rule that drops who is in it. */
export function setOf(count: number): Sets {
  const all = addresses(count, 4)
  const ipset = [`create banned hash:ip family inet hashsize 65536 maxelem ${count}`, ...all.map((address) => `add banned ${address}`), '']
  const iptables = [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    '-A INPUT -m set --match-set banned src -j DROP',
    'COMMIT',
    '',
  ]
  const nft = [
    'table ip filter {',
    '\tset banned {',
    '\t\ttype ipv4_addr',
    `\t\telements = { ${lines(all).join(',\n\t\t\t     ')} }`,
    '\t}',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy accept;',
    '\t\tip saddr @banned drop',
    '\t}',
    '}',
    '',
  ]
  return { ipset: ipset.join('\n'), iptables: iptables.join('\n'), nft: nft.join('\n') }
}

/** As nft lists elements: several a line. */
function lines(words: readonly string[]): readonly string[] {
  const each = 4
  return Array.from({ length: Math.ceil(words.length / each) }, (_, line) => words.slice(line * each, (line + 1) * each).join(', '))
}

/** Distinct addresses in no order, most of them public. An odd factor takes each number of 31 bits to another one. */
function addresses(count: number, family: 4 | 6): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = 2 ** 24 + (Math.imul(index, 2654435761) & 0x7fffffff)
    if (family === 6) return `2001:db8:${(at >>> 16).toString(16)}:${(at & 65535).toString(16)}::1`
    return [24, 16, 8, 0].map((shift) => (at >>> shift) & 255).join('.')
  })
}
