import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/net/address.ts'
import { parseResolvedStatus, resolvedNames, scopesFor } from '../../src/net/resolved-status.ts'

// In the form of `resolvectl status` of systemd 252 and 257.
const VPN = `Global
       Protocols: +LLMNR +mDNS -DNSOverTLS DNSSEC=no/unsupported
resolv.conf mode: stub
Fallback DNS Servers: 1.1.1.1#cloudflare-dns.com 8.8.8.8#dns.google
                      2606:4700:4700::1111#cloudflare-dns.com

Link 2 (eth0)
    Current Scopes: DNS LLMNR/IPv4 LLMNR/IPv6
         Protocols: +DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
Current DNS Server: 192.168.1.1
       DNS Servers: 192.168.1.1 fe80::1
                    192.168.1.2:5353
        DNS Domain: lan

Link 3 (wlan0)
Current Scopes: none
     Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported

Link 9 (tun0)
    Current Scopes: DNS
         Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
       DNS Servers: 10.8.0.1 [2001:db8::53]:5300%tun0#ns.corp.example
        DNS Domain: corp.example ~Intra.example
     Default Route: no
`

// Recorded from systemd-resolved 252 of Debian 12 with two links configured by resolvectl: one field has no colon.
const RECORDED = `Global
         Protocols: +LLMNR +mDNS -DNSOverTLS DNSSEC=no/unsupported
  resolv.conf mode: foreign
Current DNS Server: 10.255.255.53
        DNS Servers 10.255.255.53

Link 2 (eth8)
Current Scopes: LLMNR/IPv6
     Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported

Link 3 (eth7)
Current Scopes: DNS LLMNR/IPv4 LLMNR/IPv6
     Protocols: +DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
   DNS Servers: 192.0.2.53 192.0.2.54:5353 2001:db8::53 fe80::1
    DNS Domain: lan

Link 5 (tun7)
Current Scopes: DNS LLMNR/IPv4 LLMNR/IPv6
     Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
   DNS Servers: 198.51.100.53#ns.corp.example
    DNS Domain: corp.example ~intra.example
`

const scopes = parseResolvedStatus(VPN)
const asked = (name: string): string[] => scopesFor(name, scopes).map((scope) => scope.name)

describe('resolvectl status', () => {
  test('servers, domains and routes of each link', () => {
    expect(scopes).toEqual([
      {
        name: 'eth0',
        servers: [
          { address: '192.168.1.1', port: 53 },
          { address: 'fe80::1%eth0', port: 53 },
          { address: '192.168.1.2', port: 5353 },
        ],
        domains: [{ name: 'lan', routeOnly: false }],
        defaultRoute: true,
        overTls: false,
      },
      {
        name: 'tun0',
        servers: [
          { address: '10.8.0.1', port: 53 },
          { address: '2001:db8::53%tun0', port: 5300 },
        ],
        domains: [
          { name: 'corp.example', routeOnly: false },
          { name: 'intra.example', routeOnly: true },
        ],
        defaultRoute: false,
        overTls: false,
      },
    ])
  })

  test('as a real one prints it', () => {
    const real = parseResolvedStatus(RECORDED)
    expect(real.map(({ name, defaultRoute }) => [name, defaultRoute])).toEqual([
      ['global', true],
      ['eth7', true],
      ['tun7', false],
    ])
    expect(real[0]?.servers).toEqual([{ address: '10.255.255.53', port: 53 }])
    expect(real[1]?.servers.map(({ address, port }) => `${address} ${port}`)).toEqual([
      '192.0.2.53 53',
      '192.0.2.54 5353',
      '2001:db8::53 53',
      'fe80::1%eth7 53',
    ])
    expect(scopesFor('git.intra.example', real).map(({ name }) => name)).toEqual(['tun7'])
    expect(scopesFor('github.com', real).map(({ name }) => name)).toEqual(['eth7'])
  })

  test('a name goes to the links of its longest domain alone, and others to the default route', () => {
    expect(asked('git.corp.example')).toEqual(['tun0'])
    expect(asked('corp.example')).toEqual(['tun0'])
    expect(asked('GIT.INTRA.example.')).toEqual(['tun0'])
    expect(asked('notcorp.example')).toEqual(['eth0'])
    expect(asked('nas.lan')).toEqual(['eth0'])
    expect(asked('github.com')).toEqual(['eth0'])
  })

  test('~. takes what no longer domain takes', () => {
    const all = parseResolvedStatus(VPN.replace('~Intra.example', '~.'))
    expect(scopesFor('github.com', all).map(({ name }) => name)).toEqual(['tun0'])
    expect(scopesFor('nas.lan', all).map(({ name }) => name)).toEqual(['eth0'])
  })

  test('search domains are for names of one label, and routing domains are none', () => {
    expect(resolvedNames('db1', scopes)).toEqual(['db1.lan', 'db1.corp.example'])
    expect(resolvedNames('db1.x', scopes)).toEqual(['db1.x'])
    expect(resolvedNames('db1.', scopes)).toEqual(['db1'])
  })

  test('fallback servers stand in only where there are no others, and the servers of the machine after those of links', () => {
    const global = VPN.slice(0, VPN.indexOf('Link 2'))
    expect(parseResolvedStatus(global)[0]?.servers.map(({ address }) => address)).toEqual(['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111'])
    const both = parseResolvedStatus(VPN.replace('resolv.conf mode: stub', '     DNS Servers: 9.9.9.9'))
    expect(scopesFor('github.com', both).map(({ name }) => name)).toEqual(['eth0'])
    expect(scopesFor('github.com', both.slice(0, 1)).map(({ name }) => name)).toEqual(['global'])
  })

  test('DNS over TLS', () => {
    expect(parseResolvedStatus(VPN.replaceAll('-DNSOverTLS', '+DNSOverTLS')).every(({ overTls }) => overTls)).toBe(true)
    expect(parseResolvedStatus(VPN.replaceAll('-DNSOverTLS', 'DNSOverTLS=opportunistic')).every(({ overTls }) => overTls)).toBe(true)
  })

  test('hostile texts never throw', () => {
    const lines = VPN.split('\n')
    const line = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...lines) },
      { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('DNS Servers', 'DNS Domain', 'Default Route'), fc.string({ maxLength: 20, unit: 'binary' }))
          .map(([field, value]) => ` ${field}: ${value}`),
      },
    )
    const text = fc.array(line, { maxLength: 12 }).map((all) => all.join('\n'))
    fc.assert(
      fc.property(text, fc.string({ maxLength: 12 }), (all, name) => {
        const read = parseResolvedStatus(all)
        for (const { servers, domains } of read) {
          expect(servers.every(({ address, port }) => parseAddress(address) !== null && port > 0 && port < 65_536)).toBe(true)
          expect(domains.every((domain) => /^[\w.-]*$/.test(domain.name))).toBe(true)
        }
        scopesFor(name, read)
        resolvedNames(name, read)
      }),
      { numRuns: 100_000 },
    )
  }, 120_000)
})
