import { spawn, spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseSshArguments } from '../../src/ssh/command-line.ts'
import { CodedError } from '../../src/model/error.ts'
import { isDomain, whyNotHost, whyNotUser } from '../../src/ssh/valid-name.ts'

/** Each is a process or two of the real ssh. */
const NAMES = 1000
const LINES = 400
const SEED = Number(process.env['FC_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))

interface Said {
  readonly code: number
  readonly out: string
}

function ssh(words: readonly string[]): Promise<Said> {
  const { promise, resolve } = Promise.withResolvers<Said>()
  const child = spawn('ssh', ['-G', '-F', 'none', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  const out: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
  child.on('close', (code) => resolve({ code: code ?? -1, out: Buffer.concat(out).toString() }))
  return promise
}

/** Runs four at a time. */
async function forEach<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  const lane = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

const CHARACTERS = [...`abz09._-@:%+=~^*?![]/#'"\`$\\;&<>|(){}, \t\n\r\u0001\u001b\u007fö\u00a0\u202e`]
const name = fc
  .oneof(
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: 4 }).map((all) => all.join('')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('a', 'ab.', 'é'), fc.constantFrom(...CHARACTERS), fc.constantFrom('', '-', 'b'))
        .map((all) => all.join('')),
    },
  )
  .filter((text) => !text.includes('\0'))
const names = fc.sample(name, { numRuns: NAMES, seed: SEED })

/** What the installed ssh does not know to refuse yet: the rules grew from 9.6 to 10.1, and distributions carry them back in part. */
const older = { shell: false, comma: false, control: false }

beforeAll(async () => {
  older.shell = (await ssh(['--', 'a;b'])).code === 0
  older.comma = (await ssh(['--', 'a,b'])).code === 0
  older.control = (await ssh(['-l', 'a\u0001b', '--', 'db1'])).code === 0
})

describe(`hosts and users, against the installed ssh (seed ${SEED})`, () => {
  it(`agrees with ssh about ${NAMES} host names`, async () => {
    const wrong: string[] = []
    let refused = 0
    await forEach(names, async (host) => {
      if (host.includes('@') || host === '') return
      const { code } = await ssh(['--', host])
      const ours = whyNotHost(host) === null
      if (!ours) refused++
      const excused = !ours && code === 0 && (older.shell || (older.comma && whyNotHost(host.replaceAll(',', '')) === null))
      if (ours !== (code === 0) && !excused) wrong.push(JSON.stringify(host))
    })
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(NAMES / 10)
  })

  it(`agrees with ssh about ${NAMES} user names`, async () => {
    const wrong: string[] = []
    let refused = 0
    await forEach(names, async (user) => {
      const { code } = await ssh(['-l', user, '--', 'db1'])
      const ours = whyNotUser(user) === null
      if (!ours) refused++
      const excused = !ours && code === 0 && (older.shell || (older.control && whyNotUser(user.replaceAll(/\p{Cc}/gu, '')) === null))
      if (ours !== (code === 0) && !excused) wrong.push(JSON.stringify(user))
    })
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(NAMES / 10)
  })

  it('agrees with ssh about the hosts of ssh:// URIs', async () => {
    const wrong: string[] = []
    await forEach(names.slice(0, 300), async (host) => {
      // A leading underscore: since OpenSSH 10.0.
      if (/[@:/[\]]|^_/.test(host)) return
      const { code } = await ssh(['--', `ssh://${host}`])
      if (isDomain(host) !== (code === 0)) wrong.push(JSON.stringify(host))
    })
    expect(wrong).toEqual([])
  })

  it('refuses C1 controls, which ssh lets pass', () => {
    expect(whyNotHost('a\u009bb')).toContain('control')
    expect(whyNotUser('a\u0085b')).toContain('control')
  })
})

const option = fc.constantFrom(
  ['-4'], ['-6'], ['-v'], ['-q'], ['-N'], ['-T'], ['-n'], ['-a'], ['-4vp', '2200'], ['-p', '2201'], ['-p2202'], ['-vvv4p2222'], ['-l', 'ann'], ['-lbob'],
  ['-l', 'DOM\\u'], ['-b', '10.0.0.9'], ['-B', 'lo'], ['-o', 'Port=23'], ['-oUser=carl'], ['-o', 'HostName 10.0.0.7'], ['-o', 'AddressFamily inet6'],
  ['-oBindAddress=10.0.0.8'], ['-J', 'hop:22,ann@hop2'], ['-o', 'ProxyCommand=nc %h %p'], ['-oProxyJump=other'], ['-E', '/dev/null'], ['-i', '--'], ['-L', '1:h:2'],
  ['-D1080'], ['-W', 'h:1'], ['-S', 'ctl'], ['-C'], ['-X'], ['-t'], ['-h'], ['-p', 'x'], ['-oBad=1'], ['-e', 'none'], ['-c', 'aes128-ctr'], ['-w', 'any'], ['--'], ['-'],
) // prettier-ignore
const destination = fc.constantFrom(
  'db1',
  'ann@db1',
  'u@corp.com@db1',
  'ssh://ann@db1:2222',
  'ssh://db1/',
  '10.0.0.5',
  '::1',
  '-x',
  'a;b',
  '@db1',
  'ssh://db1/x',
)
const commandLine = fc
  .tuple(
    fc.array(option, { maxLength: 4 }),
    destination,
    fc.array(option, { maxLength: 3 }),
    fc.constantFrom([], ['ls', '-l'], ['ls', '-p', '1']),
  )
  .map(([before, host, after, command]) => [...before.flat(), host, ...after.flat(), ...command])

describe('whole command lines, against the installed ssh', () => {
  it(`hands on what ssh resolves alike, and refuses what ssh refuses (${LINES} lines)`, async () => {
    const wrong: string[] = []
    let accepted = 0
    await forEach(fc.sample(commandLine, { numRuns: LINES, seed: SEED }), async (words) => {
      const theirs = await ssh(words)
      let ours: Said = { code: 255, out: '' }
      try {
        const line = parseSshArguments(words)
        ours = await ssh([...line.passed, '--', line.destination.host, ...line.remoteCommand])
      } catch (error) {
        if (!(error instanceof CodedError)) throw error
      }
      if (ours.code === 0) accepted++
      else if (older.shell) return
      const same = (text: string): string => text.replace(/^loglevel .*$/m, '')
      if (ours.code !== theirs.code || same(ours.out) !== same(theirs.out)) wrong.push(words.join(' '))
    })
    expect(wrong).toEqual([])
    expect(accepted).toBeGreaterThan(LINES / 20)
  })

  it('needs an ssh to compare with', () => {
    expect(spawnSync('ssh', ['-V']).status).toBe(0)
  })
})
