import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostKeyOrder, joinFound, knownNames, parseKnownLines, plainType, type KnownLine } from '../../src/ssh/known-hosts.ts'
import { bestOf, disagreements } from '../../src/ssh/negotiation.ts'

const SHA = 'SHA256:QQl+9ZZyXuGC40p88IOP95c8jI2v24phQXIyIjI4BWE'
const CA = 'SHA256:BDkRr/tvYDFFExpV5YDb319JPCxHvOQFi1aqGWE4llM'

// As printed by OpenSSH 9.2.
const FOUND = `# Host db1 found: line 2 
db1,10.0.0.5 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhyc6n1CFSeQzzBJeyEg6iicguWd8+wZL+y3HfWnrce my comment
# Host db1 found: line 3 CA
@cert-authority *.x,db1 ssh-rsa AAAAB3NzaC1yc2E
# Host db1 found: line 5 
db1 ssh-ed25519 AAAAbroken
`
const LISTED = `# Host db1 found: line 2 
db1 ED25519 ${SHA} my comment
# Host db1 found: line 3 CA
db1 RSA ${CA}
`

function line(type: string, marker: KnownLine['marker'] = 'key'): KnownLine {
  return { file: 'f', line: 1, name: 'db1', marker, hosts: 'db1', type, sha256: SHA }
}

describe('what ssh-keygen -F prints', () => {
  test('lines with their numbers, markers and fingerprints; what it cannot read as a key is left out', () => {
    const { lines, cut } = joinFound('db1', FOUND, LISTED)
    expect(cut).toBe(false)
    expect(parseKnownLines('/h/known_hosts', lines.join('\n'))).toEqual([
      { file: '/h/known_hosts', line: 2, name: 'db1', marker: 'key', hosts: 'db1,10.0.0.5', type: 'ssh-ed25519', sha256: SHA },
      { file: '/h/known_hosts', line: 3, name: 'db1', marker: 'authority', hosts: '*.x,db1', type: 'ssh-rsa', sha256: CA },
    ])
  })

  test('of another name, or more than our bounds', () => {
    expect(joinFound('db2', FOUND, LISTED)).toEqual({ lines: [], cut: false })
    const many = (text: string) => Array.from({ length: 100 }, (_, at) => `# Host db1 found: line ${at + 1} \n${text}\n`).join('')
    const { lines, cut } = joinFound('db1', many('db1 ssh-ed25519 AAAA'), many(`db1 ED25519 ${SHA} `))
    expect([lines.length, cut]).toEqual([64, true])
  })

  test('nothing that stands there makes the readers throw or hang, and what they read is within bounds', () => {
    const words = fc.constantFrom(
      '# Host db1 found: line 2 ',
      'CA',
      'REVOKED',
      '@revoked',
      '@cert-authority',
      '@x',
      SHA,
      'ED25519',
      'db1',
      '|1|a=|b=',
      '[db1]:22',
      'ssh-rsa',
      '\t',
      '',
    )
    const text = fc
      .array(fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }), {
        maxLength: 14,
      })
      .chain((parts) =>
        fc
          .array(fc.constantFrom(' ', '\n', ' ', '\r\n'), { minLength: parts.length, maxLength: parts.length })
          .map((ends) => parts.map((part, at) => part + (ends[at] ?? '')).join('')),
      )
    let read = 0
    fc.assert(
      fc.property(text, text, fc.nat(99), (found, listed, number) => {
        const { lines } = joinFound('db1', found, listed)
        const recorded = [...lines, `${number} ${SHA} db1 ${found}`, found].join('\n')
        for (const one of parseKnownLines('f', recorded)) {
          read++
          if (!/^SHA256:\S{43}$/.test(one.sha256) || one.type.length > 64 || /\s/.test(one.hosts + one.type))
            throw new Error(JSON.stringify(one))
        }
      }),
      { numRuns: 100_000 },
    )
    expect(read).toBeGreaterThan(10_000)
  }, 240_000)
})

test('the names under which ssh looks', () => {
  expect(knownNames('DB1', 22, undefined)).toEqual({ name: 'db1', withoutPort: null })
  expect(knownNames('DB1', 2222, undefined)).toEqual({ name: '[db1]:2222', withoutPort: 'db1' })
  expect(knownNames('fd00::5', 2222, undefined)).toEqual({ name: '[fd00::5]:2222', withoutPort: 'fd00::5' })
  expect(knownNames('db1', 2222, 'cluster')).toEqual({ name: 'cluster', withoutPort: null })
})

test('the types of certificates', () => {
  expect(plainType('ssh-ed25519-cert-v01@openssh.com')).toBe('ssh-ed25519')
  expect(plainType('sk-ssh-ed25519-cert-v01@openssh.com')).toBe('sk-ssh-ed25519@openssh.com')
  expect(plainType('ssh-rsa')).toBe('ssh-rsa')
})

describe('the order of host key algorithms, as order_hostkeyalgs() of sshconnect2.c', () => {
  const ALL = [
    'ssh-ed25519-cert-v01@openssh.com',
    'rsa-sha2-512-cert-v01@openssh.com',
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ]

  test('unchanged where nothing is known, or a key of the first type', () => {
    expect(hostKeyOrder(ALL, [])).toEqual(ALL)
    expect(hostKeyOrder(ALL, [line('ssh-rsa'), line('ssh-ed25519')])).toEqual(ALL)
    expect(hostKeyOrder([], [line('ssh-rsa')])).toEqual([])
  })

  test('known types first, with their certificates; all certificates where a CA is known', () => {
    expect(hostKeyOrder(ALL, [line('ssh-rsa')])).toEqual([
      'rsa-sha2-512-cert-v01@openssh.com',
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519-cert-v01@openssh.com',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
    ])
    expect(hostKeyOrder(ALL, [line('ecdsa-sha2-nistp256'), line('ssh-rsa', 'authority')])).toEqual([
      'ssh-ed25519-cert-v01@openssh.com',
      'rsa-sha2-512-cert-v01@openssh.com',
      'ecdsa-sha2-nistp256',
      'ssh-ed25519',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ])
    expect(hostKeyOrder(ALL, [line('ssh-rsa', 'revoked')]), 'a revoked key is none that is known').toEqual(ALL)
  })

  test('it never loses or adds a name', () => {
    const types = fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'foo')
    const known = fc.array(
      fc.tuple(types, fc.constantFrom<KnownLine['marker']>('key', 'authority', 'revoked')).map(([type, marker]) => line(type, marker)),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(fc.constantFrom(...ALL), fc.string({ maxLength: 8 }))), known, (names, lines) => {
        expect(hostKeyOrder(names, lines).toSorted()).toEqual(names.toSorted())
      }),
      { numRuns: 20_000 },
    )
  }, 60_000)
})

describe('lists without a common name', () => {
  const OURS = {
    kex: ['curve25519-sha256'],
    hostKey: ['ssh-ed25519'],
    ciphers: ['aes128-ctr', 'aes128-gcm@openssh.com'],
    macs: ['hmac-sha2-256'],
  }
  const offer = (kex: string, hostKey: string, ciphers: readonly string[], macs: string) => ({
    kex: [kex, 'kex-strict-s-v00@openssh.com'],
    hostKey: [hostKey],
    ciphersToServer: ciphers,
    ciphersToClient: ciphers,
    macsToServer: [macs],
    macsToClient: [macs],
    compressionToServer: ['none'],
    compressionToClient: ['none'],
  })
  const lists = (...theirs: Parameters<typeof offer>) => disagreements(OURS, offer(...theirs)).map(({ list }) => list)

  test('each of them, and MACs only where the cipher needs one', () => {
    expect(lists('curve25519-sha256', 'ssh-ed25519', ['aes128-ctr'], 'hmac-sha2-256')).toEqual([])
    expect(lists('diffie-hellman-group1-sha1', 'ssh-rsa', ['3des-cbc'], 'hmac-md5')).toEqual(['kex', 'hostKey', 'ciphers', 'macs'])
    expect(lists('curve25519-sha256', 'ssh-ed25519', ['aes128-ctr'], 'hmac-md5')).toEqual(['macs'])
    expect(lists('curve25519-sha256', 'ssh-ed25519', ['aes128-gcm@openssh.com'], 'hmac-md5')).toEqual([])
  })

  test('what is not known of ssh disagrees with nothing', () => {
    const none = { kex: [], hostKey: [], ciphers: [], macs: [] }
    expect(disagreements(none, offer('x', 'y', ['z'], 'm'))).toEqual([])
  })

  test('whatever the lists, what is told has no name in common', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'aes128-ctr', 'aes128-gcm@openssh.com', 'd'), { maxLength: 4 })
    fc.assert(
      fc.property(fc.tuple(names, names, names, names), fc.tuple(names, names, names, names, names, names), (ours, theirs) => {
        const [kex, hostKey, ciphers, macs] = ours
        const [a, b, c, d, e, f] = theirs
        const server = {
          kex: a,
          hostKey: b,
          ciphersToServer: c,
          ciphersToClient: d,
          macsToServer: e,
          macsToClient: f,
          compressionToServer: [],
          compressionToClient: [],
        }
        for (const one of disagreements({ kex, hostKey, ciphers, macs }, server)) {
          if (one.ours.length === 0 || one.ours.some((name) => one.theirs.includes(name))) throw new Error(JSON.stringify(one))
          const best = bestOf(one.list, one.theirs, ['a', 'd'])
          if (best !== undefined && !one.theirs.includes(best)) throw new Error(best)
        }
      }),
      { numRuns: 100_000 },
    )
  }, 120_000)

  test('the best that this ssh could do', () => {
    expect(bestOf('kex', ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'], null)).toBe('diffie-hellman-group14-sha1')
    expect(bestOf('kex', ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'], ['diffie-hellman-group1-sha1'])).toBe(
      'diffie-hellman-group1-sha1',
    )
    expect(bestOf('hostKey', ['ssh-dss'], ['ssh-rsa'])).toBeUndefined()
  })
})
