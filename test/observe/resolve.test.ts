import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '../../src/model/error.ts'
import { resolveTarget, type Resolved, type ResolveOptions } from '../../src/observe/resolve.ts'
import { parseSshArguments } from '../../src/ssh/command-line.ts'
import { readSshFailure } from '../../src/ssh/messages/ssh-failure.ts'

let folder = ''
const at = (name: string): string => join(folder, name)
const never = new AbortController().signal

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sshwhy-resolve-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string, mode = 0o600): string {
  writeFileSync(at(name), text)
  chmodSync(at(name), mode)
  return at(name)
}

/** A program in the place of ssh. */
const program = (name: string, script: string): string => file(name, `#!/bin/sh\n${script}\n`, 0o755)

const ask = async (words: readonly string[], options: Partial<ResolveOptions> = {}): Promise<Resolved> =>
  resolveTarget(parseSshArguments(words), { signal: never, ...options })

async function refusal(words: readonly string[]): Promise<CodedError> {
  const thrown: unknown = await ask(words).catch((error: unknown) => error)
  if (thrown instanceof CodedError) return thrown
  throw new Error('accepted')
}

/** `keyword typed→resolved file:line`, with file names relative to the folder. */
const changes = ({ target }: Resolved): readonly string[] =>
  target.changed.map(
    ({ keyword, typed, resolved, file: name, line }) => `${keyword} ${typed}→${resolved} ${name?.replace(`${folder}/`, '')}:${line}`,
  )

/** Processes whose command line holds the text. */
function running(text: string): boolean {
  return execFileSync('ps', ['-eo', 'args']).toString().includes(text)
}

describe('what ssh_config changes', () => {
  it('is nothing without a configuration', async () => {
    const { target, unseen, captures } = await ask(['-F', 'none', 'ann@db1'])
    expect({ target, unseen, captures }).toEqual({
      target: {
        input: 'ann@db1',
        host: 'db1',
        port: 22,
        user: 'ann',
        resolvedBy: 'ssh -G',
        via: [],
        proxyCommand: false,
        family: 'any',
        bindAddress: null,
        bindInterface: null,
        changed: [],
        matchExec: false,
      },
      unseen: [],
      captures: [expect.objectContaining({ source: 'ssh-g', side: 'client', code: 0 })],
    })
  })

  it('is told with file and line, the first value before all later ones', async () => {
    file('inc1', 'Host db*\n  Port 2201\n  HostName = %h.inner.example\n')
    file('inc2', '# nothing but a jump\nMatch host *.inner.example\n  ProxyJump ann@hop1:2222,hop2\n')
    const config = file(
      'main',
      `Include "${at('inc1')}" ${at('inc2')} ${at('gone')}\nHost other\n  User nobody\nHost db1\n\tport=2202\n  HostName late.example\n` +
        `  User\tcarl # the admin\n  BindAddress "10.0.0.9"\n  AddressFamily INET\nHost *\n  BindInterface lo\n  User late\n`,
    )
    const seen = await ask(['-F', config, 'db1'])
    expect(changes(seen)).toEqual([
      'HostName db1→db1.inner.example inc1:3',
      'Port 22→2201 inc1:2',
      `User ${userInfo().username}→carl main:7`,
      'ProxyJump none→ann@hop1:2222,hop2 inc2:3',
      'BindAddress none→10.0.0.9 main:8',
      'BindInterface none→lo main:11',
      'AddressFamily any→inet main:9',
    ])
    expect(seen.target).toMatchObject({ host: 'db1.inner.example', via: ['ann@hop1:2222', 'hop2'], family: 'inet', matchExec: false })
    expect(seen.unseen).toEqual([])
  })

  it('is not what the command line says', async () => {
    const config = file('typed', 'Port 1\nUser a\nHostName x\nProxyJump j\nBindAddress 10.0.0.1\nBindInterface lo\nAddressFamily inet\n')
    const words = ['-F', config, '-p', '2222', '-J', 'hop', '-6', '-b', '10.0.0.2', '-B', 'eth9', '-o', 'HostName=y', 'ann@db1']
    const { target } = await ask(words)
    expect(target).toMatchObject({
      host: 'y',
      port: 2222,
      user: 'ann',
      via: ['hop'],
      family: 'inet6',
      bindAddress: '10.0.0.2',
      bindInterface: 'eth9',
    })
    expect(target.changed).toEqual([])
    expect((await ask(['-F', 'none', '-p', 'ssh', 'db1'])).target.port).toBe(22)
    expect((await ask(['-F', config, 'ann@db1:2300'])).target).toMatchObject({ port: 2300, user: 'ann' })
    expect((await ask(['-F', config, 'ssh://bob@db1:2301'])).target).toMatchObject({ port: 2301, user: 'bob' })
  })

  it('is not how an address is written', async () => {
    expect((await ask(['-F', 'none', '2001:DB8:0::0001'])).target).toMatchObject({ host: '2001:db8::1', changed: [] })
    expect((await ask(['-F', 'none', '127.1'])).target).toMatchObject({ host: '127.0.0.1', changed: [] })
    expect((await ask(['-F', 'none', 'DB1'])).target).toMatchObject({ host: 'db1', changed: [] })
    expect((await ask(['-F', 'none', '[fe80::1%lo]:22'])).target).toMatchObject({ host: 'fe80::1%lo', port: 22, changed: [] })
  })

  it('follows Match by command, by user, by the host as changed, and ssh where it refuses a block', async () => {
    const config = file(
      'match',
      `Host a !db1 *\n  Port 1\nMatch originalhost db1 user ann\n  HostName 10.0.0.7\nMatch host 10.0.0.7 exec "test 1 = 1"\n  Port 2207\n` +
        `Match final host 10.0.0.7\n  BindAddress 10.0.0.3\n`,
    )
    const seen = await ask(['-F', config, 'ann@db1'])
    expect(changes(seen)).toEqual(['HostName db1→10.0.0.7 match:4', 'Port 22→2207 match:6', 'BindAddress none→10.0.0.3 match:8'])
    expect(seen.target.matchExec).toBe(true)
    expect(changes(await ask(['-F', config, 'bob@db1']))).toEqual([])
  })

  it('includes the second pass of CanonicalizeHostname', async () => {
    const config = file(
      'canonical',
      'CanonicalizeHostname yes\nCanonicalDomains invalid\nHost 10.0.0.8\n  Port 2208\nMatch canonical\n  User carl\n',
    )
    expect(changes(await ask(['-F', config, '-l', 'ann', '10.0.0.8']))).toEqual(['Port 22→2208 canonical:4'])
    const unlocated = await ask(['-F', config, '10.0.0.8'])
    expect(changes(unlocated)).toContain(`User ${userInfo().username}→carl canonical:6`)
  })

  it('names the file that stands behind a pattern, a relative path or a strange name', async () => {
    mkdirSync(at('ö d\\x'))
    file('ö d\\x/a.conf', 'Port 2209\n')
    const config = file('glob', `Include "${at('ö d')}*/*.conf"\n`)
    expect(changes(await ask(['-F', config, 'db1']))).toEqual(['Port 22→2209 ö d\\x/a.conf:1'])
  })

  it('is told without its place where the place cannot be found', async () => {
    const long = join(folder, ...Array.from({ length: 12 }, () => 'x'.repeat(30)))
    mkdirSync(long, { recursive: true })
    writeFileSync(join(long, 'config'), 'Port 2210\n')
    const { target, unseen } = await ask(['-F', join(long, 'config'), 'db1'])
    expect(target.changed).toEqual([{ keyword: 'Port', typed: 22, resolved: 2210 }])
    expect(unseen).toEqual([{ what: 'where ssh_config says so', why: 'its files could not be followed' }])
  })

  it('holds for a master connection that stands, whose socket ssh would use', async () => {
    const config = file('master', `Host *\n  ControlPath ${folder}/cm-%h\n`)
    expect((await ask(['-F', config, 'db1'])).target.changed).toEqual([])
    const server = createServer().listen(at('cm-db1'))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(changes(await ask(['-F', config, 'db1']))).toEqual([`ControlPath none→${at('cm-db1')} master:2`])
    expect((await ask(['-F', config, '-S', 'none', 'db1'])).target.changed).toEqual([])
    server.close()
  })
})

describe('secrets', () => {
  it('of ProxyCommand, SetEnv, Match exec and the remote command are nowhere in the result', async () => {
    const config = file(
      'secrets',
      'ProxyCommand sshpass -p hunter2 nc %h %p\nSetEnv TOKEN=hunter2\nMatch exec "echo hunter2; echo hunter2 >&2; : hunter2"\n  LocalCommand hunter2\n',
    )
    const seen = await ask(['-F', config, '-o', 'SetEnv=A=hunter2', 'db1', 'echo', 'hunter2'])
    expect(JSON.stringify(seen)).not.toContain('hunter2')
    expect(changes(seen)).toEqual(['ProxyCommand none→a command secrets:1'])
    expect(seen.target).toMatchObject({ proxyCommand: true, matchExec: true, via: [] })
    expect((await ask(['-F', 'none', '-o', 'ProxyCommand=hunter2', 'db1'])).target).toMatchObject({ proxyCommand: true, changed: [] })
  })

  it('stay out of the words about a broken configuration', async () => {
    const config = file(
      'broken-secrets',
      'Match exec "echo hunter2 >&2"\nSetEnv TOKEN=hunter2 hunter2\nProxyCommand hunter2\nFoo hunter2\n',
    )
    const seen = await ask(['-F', config, 'db1'])
    expect(JSON.stringify(seen)).not.toContain('hunter2')
    expect(seen.captures).toHaveLength(1)
  })
})

describe('the commands of Match exec', () => {
  it('find their standard input closed', async () => {
    const config = file('stdin', `Match exec "cat > ${at('stdin-seen')}"\n  Port 2211\n`)
    expect((await ask(['-F', config, 'db1'])).target.port).toBe(2211)
    expect(readFileSync(at('stdin-seen'), 'utf8')).toBe('')
  })

  it('are killed at the time limit, with what they started', async () => {
    const config = file('hangs', 'Port 2212\nMatch exec "sleep 4321.5 & sleep 4321.5"\n')
    const started = performance.now()
    const { target, unseen, captures } = await ask(['-F', config, 'ann@db1:2213'], { timeoutMs: 300 })
    expect(performance.now() - started).toBeLessThan(3000)
    expect(target).toMatchObject({ resolvedBy: 'literal', host: 'db1', port: 2213, user: 'ann', matchExec: true, changed: [] })
    expect(unseen).toEqual([{ what: 'ssh_config', why: 'ssh -G did not end within 0.3 s, while a command of its Match exec ran' }])
    expect(captures).toEqual([])
    await sleep(100)
    expect(running('sleep 4321.5')).toBe(false)
  })

  it('do not hold us when they stay in the background', async () => {
    const config = file('stays', `Match exec "sleep 7.25 & true"\n  Port 2214\n`)
    const started = performance.now()
    expect((await ask(['-F', config, 'db1'])).target.port).toBe(2214)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('are killed when we are interrupted', async () => {
    const config = file('aborted', 'Match exec "sleep 4322.5"\n')
    const controller = new AbortController()
    const asked = ask(['-F', config, 'db1'], { signal: controller.signal })
    await sleep(200)
    expect(running('sleep 4322.5')).toBe(true)
    controller.abort(new Error('interrupted'))
    await expect(asked).rejects.toThrow('interrupted')
    await sleep(100)
    expect(running('sleep 4322.5')).toBe(false)
    await expect(ask(['db1'], { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  })
})

describe('hostile words', () => {
  it('reach no shell and become no option', async () => {
    const mark = at('pwned')
    for (const words of [
      [`$(touch ${mark})`],
      [`;touch ${mark}`],
      ['--', `-oProxyCommand=touch ${mark}`],
      [`-oProxyCommand=touch ${mark}@db1`],
    ]) {
      await ask(words).catch(() => undefined)
    }
    const { target } = await ask(['-F', 'none', `a$(x)b\\c d@db1`]).catch((error: unknown) => ({ target: String(error) }))
    expect(target).toContain('is not a user name')
    expect((await ask(['-F', 'none', 'DOM\\a$b *~@db1*?'])).target).toMatchObject({ user: 'DOM\\a$b *~', host: 'db1*?' })
    expect((await ask(['-F', 'none', 'db1', '-p', '2215', '--', '-oPort=1'])).target.port).toBe(2215)
    expect(existsSync(mark)).toBe(false)
  })
})

describe('where ssh does not answer', () => {
  it('no program: the target as typed, and said so', async () => {
    const words = ['-4', '-b', '10.0.0.9', '-B', 'lo', '-J', 'a,b', '-o', 'HostName %h.x', '-p', '02216', 'ann@db1']
    const { target, unseen } = await ask(words, { sshPath: at('no-such-ssh') })
    expect(target).toEqual({
      input: 'ann@db1',
      host: 'db1.x',
      port: 2216,
      user: 'ann',
      resolvedBy: 'literal',
      via: ['a', 'b'],
      proxyCommand: false,
      family: 'inet',
      bindAddress: '10.0.0.9',
      bindInterface: 'lo',
      changed: [],
      matchExec: false,
    })
    expect(unseen).toEqual([{ what: 'ssh_config', why: 'there is no ssh program here that could read it' }])
    expect((await ask(['-p', 'ssh', 'db1'], { sshPath: at('no-such-ssh') })).target).toMatchObject({ port: 22, user: null })
    await expect(ask(['-p', 'x', 'db1'], { sshPath: at('no-such-ssh') })).rejects.toThrow('"x" is not a port (1 to 65535)')
    await expect(ask(['-o', 'HostName=-x', 'db1'], { sshPath: at('no-such-ssh') })).rejects.toThrow('is not a host name')
    expect((await ask(['db1'], { sshPath: file('not-executable', '') })).target.resolvedBy).toBe('literal')
  })

  it('output without end', async () => {
    const { target, unseen } = await ask(['db1'], { sshPath: program('endless', 'yes') })
    expect(target.resolvedBy).toBe('literal')
    expect(unseen[0]?.why).toBe('ssh -G printed without end')
  })

  it('other output, another end', async () => {
    expect((await ask(['db1'], { sshPath: program('silent', '') })).unseen[0]?.why).toBe('what ssh -G printed was not understood')
    expect((await ask(['db1'], { sshPath: program('killed', 'kill -9 $$') })).unseen[0]?.why).toBe('ssh -G was killed')
    expect((await ask(['db1'], { sshPath: program('old', 'echo "unknown option -- G" >&2; exit 255') })).unseen[0]?.why).toContain(
      'OpenSSH 6.8',
    )
    const odd = await ask(['db1'], { sshPath: program('odd', 'echo "No user exists for uid 7" >&2; exit 255') })
    expect(odd.unseen[0]?.why).toBe('ssh -G gave up: No user exists for uid 7')
    expect(odd.captures.map((one) => one.source)).not.toContain('ssh-config')
  })

  it('a library that does not fit', async () => {
    const words = 'OpenSSL version mismatch. Built against 30000020, you have 30500010'
    const { captures } = await ask(['db1'], { sshPath: program('library', `echo "${words}" >&2; exit 255`) })
    expect(captures).toMatchObject([{ source: 'ssh-config', side: 'client', code: 255, out: words }])
    expect(readSshFailure(captures[0]?.out ?? '').kind).toBe('library')
  })
})

describe('what ssh refuses', () => {
  it.each([
    [['-o', 'Foo=1'], 'Bad configuration option: foo'],
    [['-p', 'x'], "Bad port 'x'"],
    [['-c', 'x'], "Unknown cipher type 'x'"],
    [['-L', 'x'], "Bad local forwarding specification 'x'"],
    [['-J', 'a', '-J', 'b'], 'Only a single -J option is permitted (use commas to separate multiple jump hops)'],
    [['-J', '@'], 'Invalid -J argument'],
    [['-F', '/absent/config'], "Can't open user config file /absent/config: No such file or directory"],
    [['-f'], 'Cannot fork into background without a command to execute.'],
    [['-o', 'ConnectionAttempts=0'], 'Invalid number of ConnectionAttempts'],
    [['-P', 'a\u001b[2J"b', '-o', 'Bad\u001bOption=1'], 'Bad configuration option: '],
  ])('on the command line is the slip of who typed it: %j', async (words, text) => {
    const error = await refusal([...words, 'db1'])
    expect(error.message).toContain('ssh refuses this command line: ')
    expect(error).toMatchObject({ code: 'ssh-refuses', exit: 2 })
    expect(error.message).toContain(text.startsWith('Bad conf') ? 'Bad configuration option: ' : text)
  })

  it.each([
    ['Port 22\n\nPrt 23\nFoo x\n', 3, 'Bad configuration option: prt'],
    ['Host *\n  Port x\n', 2, "Bad port 'x'."],
    ['Match host\n', 1, null],
    ['Host "x\n', 1, 'invalid quotes'],
    ['LocalForward 1\n', 1, null],
  ])('in a file is evidence: %j', async (text, line, words) => {
    const config = file('broken', text)
    const { target, unseen, captures } = await ask(['-F', config, 'ann@db1:2217'])
    expect(target).toMatchObject({ resolvedBy: 'literal', host: 'db1', port: 2217, user: 'ann' })
    expect(captures).toMatchObject([{ side: 'client', source: 'ssh-config', command: 'ssh -G', code: 255, cut: false }])
    const failure = readSshFailure(captures[0]?.out ?? '')
    expect(failure).toMatchObject({ kind: 'config', file: config, line })
    expect(words === null || failure.text === words).toBe(true)
    expect(unseen).toEqual([{ what: 'ssh_config', why: `ssh -G gave up: ${failure.text}` }])
  })

  it('in an included file that others may write', async () => {
    const included = file('loose', 'Port 22\n', 0o666)
    const { captures } = await ask(['-F', file('includes', `Include ${included}\n`), 'db1'])
    expect(readSshFailure(captures[0]?.out ?? '')).toMatchObject({ kind: 'config', file: included, line: null })
  })

  it('in files that include each other', async () => {
    const { captures } = await ask(['-F', file('loop', `Include ${at('loop')}\n`), 'db1'])
    expect(readSshFailure(captures[0]?.out ?? '')).toMatchObject({ kind: 'config', text: 'Too many recursive configuration includes' })
  })

  it('in a file, although ssh names none, is no slip of who typed', async () => {
    const { captures } = await ask(['-F', file('nowhere', 'RemoteCommand ls\n'), 'db1', 'ls'])
    expect(readSshFailure(captures[0]?.out ?? '')).toMatchObject({ kind: 'config', file: null })
  })
})

it('shows jump hosts without the brackets that only ssh -G writes', async () => {
  const via = async (hops: string): Promise<readonly string[]> => (await ask(['-F', 'none', '-J', hops, 'db1'])).target.via
  expect(await via('127.10.1.8')).toEqual(['127.10.1.8'])
  expect(await via('ann@127.10.1.8,hop2')).toEqual(['ann@127.10.1.8', 'hop2'])
  expect(await via('ann@127.10.1.8:2222')).toEqual(['ann@127.10.1.8:2222'])
  expect(await via('ann@[::1]:2222')).toEqual(['ann@[::1]:2222'])
})

it('never shows a password of what ssh refuses', async () => {
  const { message } = await refusal(['-F', 'none', '-o', 'ProxyJump=ann:s3cret@db1:0', 'db2'])
  expect(message).toContain('ann:…@db1')
  expect(message).not.toContain('s3cret')
})

describe('what no resolver can make an address of', () => {
  it.each(['http://127.4.0.5', '127.4.0.9/24', '[::1', '127.4.0.3:', '127.0.0.1:abc', 'git@db1:group/project.git', 'x'.repeat(254)])(
    '%s is refused',
    async (host) => {
      expect(await refusal(['-F', 'none', host])).toMatchObject({ code: 'host-invalid', exit: 2 })
      await expect(ask([host], { sshPath: at('no-such-ssh') })).rejects.toMatchObject({ code: 'host-invalid' })
    },
  )

  it('is left to ssh_config, and to a command', async () => {
    const config = file('aliases', 'Host pod/web db:1x\n  HostName 127.0.0.1\nHost node/*\n  ProxyCommand enter %h\n')
    for (const alias of ['pod/web', 'db:1x']) expect((await ask(['-F', config, alias])).target.host).toBe('127.0.0.1')
    expect((await ask(['-F', config, 'node/1'])).target).toMatchObject({ host: 'node/1', proxyCommand: true })
  })
})

it('reads a configuration that is a FIFO or a link no differently than ssh can', async () => {
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', at('fifo')])
  const reading = ask(['-F', at('fifo'), 'db1'], { timeoutMs: 300 })
  expect((await reading).unseen[0]?.why).toBe('ssh -G did not end within 0.3 s')
  symlinkSync(file('real', 'Port 2218\n'), at('link'))
  expect(changes(await ask(['-F', at('link'), 'db1']))).toEqual(['Port 22→2218 link:1'])
})
