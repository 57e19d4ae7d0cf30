import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { beforeAll, describe, expect, test } from 'vitest'
import { env, pack, unpack, type Packed } from './packed.ts'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
const LIMIT = 1.5 * 1024 * 1024

let packed: Packed
beforeAll(() => {
  packed = pack()
  return () => unpack(packed)
})

/** Runs the installed command as a user would, with a home of its own. */
function sshwhy(words: readonly string[], more: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  const home = { HOME: packed.folder, XDG_STATE_HOME: join(packed.folder, 'state'), XDG_CACHE_HOME: join(packed.folder, 'cache') }
  return spawnSync(join(packed.folder, 'node_modules/.bin/sshwhy'), words, { env: { ...env, ...home, ...more }, encoding: 'utf8' })
}

/** A loopback address of its own for each run, as the ledger counts by host. */
const loopback = (last: number): string => `127.71.${process.pid % 250}.${last}`

describe('the tarball', () => {
  test('is small', () => {
    expect(packed.size).toBeLessThan(LIMIT)
  })

  test('holds the built program, its types and its papers, and nothing else', () => {
    const expected =
      /^(bin\/(sshwhy\.js|package\.json)|dist\/(cli\.cjs|cli\/[\w-]+\.cjs|sshwhy\.js|firewall\.js|sshwhy\/[\w-]+\.js|types\/[\w/-]+\.d\.ts)|docs\/sshwhy\.1|LICENSE|README\.md|package\.json)$/
    expect(packed.files.filter((file) => !expected.test(file))).toEqual([])
    expect(packed.files).toEqual(
      expect.arrayContaining([
        'bin/sshwhy.js',
        'dist/cli.cjs',
        'dist/sshwhy.js',
        'dist/firewall.js',
        'dist/types/sshwhy.d.ts',
        'dist/types/firewall/firewall.d.ts',
        'docs/sshwhy.1',
        'LICENSE',
        'README.md',
      ]),
    )
  })

  test('holds a program that is ASCII, as bin/sshwhy.js reads it, and that begins with its hash', () => {
    for (const file of packed.files.filter((path) => path.endsWith('.cjs'))) {
      expect(readFileSync(join(packed.installed, file), 'utf8'), file).toMatch(/^\/\/ [\da-f]{16}\n[\0-\x7f]*$/)
    }
  })

  test('is clean for publint', async () => {
    expect((await publint({ pkgDir: packed.installed, pack: false, strict: true })).messages).toEqual([])
  })

  test('brings no package but the native part', () => {
    const beside = readdirSync(join(packed.folder, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(beside.filter((name) => name !== 'sshwhy' && name !== '@koromix')).toEqual([])
  })
})

describe('the installed command', () => {
  test('says its version', () => {
    expect(sshwhy(['--version'])).toMatchObject({ status: 0, stdout: `sshwhy ${manifest.version}\n`, stderr: '' })
  })

  test('diagnoses a refused port', () => {
    const { status, stdout, stderr } = sshwhy(['-p', '1', loopback(1), '--json'])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      version: manifest.version,
      addresses: [{ outcome: 'refused', errno: 'ECONNREFUSED' }],
    })
    expect(status).toBe(1)
  })

  describe('its compiled code', () => {
    const parent = (): string => join(packed.folder, `cache-${expect.getState().currentTestName?.length}`)
    const folder = (): string => join(parent(), 'sshwhy')
    const version = (): unknown => sshwhy(['--version'], { XDG_CACHE_HOME: parent() })
    const said = { status: 0, stdout: `sshwhy ${manifest.version}\n`, stderr: '' }

    test('is kept in a folder of the user alone', () => {
      version()
      expect(readdirSync(folder())).toContainEqual(expect.stringMatching(/^cli\.cjs-[\da-f]{16}-v\d/))
      expect(statSync(folder()).mode & 0o777).toBe(0o700)
    })

    test('is not believed when it is damaged', () => {
      version()
      const files = readdirSync(folder()).map((name) => join(folder(), name))
      for (const file of files) {
        const bytes = readFileSync(file)
        writeFileSync(file, bytes.fill(0xff, bytes.length >> 2, bytes.length >> 1))
      }
      expect(version()).toMatchObject(said)
      for (const file of files) writeFileSync(file, '')
      expect(version()).toMatchObject(said)
    })

    test('is not read nor written where others can write', () => {
      mkdirSync(folder(), { recursive: true })
      chmodSync(folder(), 0o777)
      expect(version()).toMatchObject(said)
      expect(readdirSync(folder())).toEqual([])
    })

    test('is not kept where NODE_DISABLE_COMPILE_CACHE says so, nor under sudo', () => {
      sshwhy(['--version'], { XDG_CACHE_HOME: parent(), NODE_DISABLE_COMPILE_CACHE: '1' })
      sshwhy(['--version'], { XDG_CACHE_HOME: parent(), SUDO_UID: '1000' })
      expect(existsSync(folder())).toBe(false)
    })
  })

  test.each([
    ['no home', { HOME: undefined, XDG_CACHE_HOME: undefined, XDG_STATE_HOME: undefined }],
    ['a home that is not there', { HOME: '/nonexistent', XDG_CACHE_HOME: undefined, XDG_STATE_HOME: undefined }],
    ['a home that is no folder', { HOME: '/dev/null', XDG_CACHE_HOME: '/dev/null', XDG_STATE_HOME: '/dev/null' }],
  ])('works with %s', (_, more) => {
    expect(sshwhy(['--version'], more)).toMatchObject({ status: 0, stderr: '' })
  })

  test('works where its cache cannot be written', () => {
    const cache = join(packed.folder, 'read-only')
    mkdirSync(cache)
    chmodSync(cache, 0o500)
    expect(sshwhy(['--version'], { XDG_CACHE_HOME: cache })).toMatchObject({ status: 0, stderr: '' })
  })
})

/** A Node that is too old, where the machine has one. */
const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  const [major = 0, minor = 0] = (spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout ?? '')
    .split('.')
    .map(Number)
  return major > 0 && (major < 22 || (major === 22 && minor < 18))
})

test.runIf(old)('on an older Node it says in one line which one it needs', () => {
  const { status, stdout, stderr } = spawnSync(old ?? '', [join(packed.installed, 'bin/sshwhy.js'), 'db1'], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^sshwhy: needs Node\.js 22\.18 or newer, and this is v[^\n]+\n$/)
})

describe('the library', () => {
  const CONSUMER = `
import { diagnose, replay, CodedError, type Cause, type Diagnosis, type Observation } from 'sshwhy'

const found: Diagnosis = await diagnose(['-p', '1', '${loopback(2)}'], { signal: AbortSignal.timeout(20_000) })
const why: string | undefined = found.findings[0]?.cause
const again = (seen: Observation): Promise<Diagnosis> => replay(seen)
const prior = (cause: Cause): number => cause.prior
try {
  await diagnose(['-oNope'])
} catch (error) {
  if (!(error instanceof CodedError)) throw error
}
console.log(found.addresses[0]?.outcome, typeof why, typeof again, typeof prior)
`

  const FIREWALL = `
import { merge, readIptables, walk, type Region, type Ruleset, type Verdict } from 'sshwhy/firewall'

const rules: Ruleset = merge([readIptables('*filter\\n:INPUT DROP [0:0]\\n-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\\nCOMMIT\\n')])
const verdict = (from: string): Verdict | undefined => walk(rules, { from }).regions[0]?.endings[0]?.verdict
const all: readonly Region[] = walk(rules, { port: 22 }).regions
console.log(verdict('192.0.2.1'), verdict('203.0.113.7'), all.length > 1)
`

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types for module %s', (module, moduleResolution) => {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'dom'],
      module,
      moduleResolution,
      types: [],
      skipLibCheck: false,
    }
    writeFileSync(join(packed.folder, 'consumer.ts'), CONSUMER)
    writeFileSync(join(packed.folder, 'firewall.ts'), FIREWALL)
    writeFileSync(join(packed.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts', 'firewall.ts'] }))
    const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: packed.folder, encoding: 'utf8' })
    expect(tsc.stdout).toBe('')
    expect(tsc.status).toBe(0)
  })

  test('runs', () => {
    writeFileSync(join(packed.folder, 'run.ts'), CONSUMER)
    const { stdout, stderr } = spawnSync(process.execPath, ['run.ts'], {
      cwd: packed.folder,
      env: { ...env, XDG_STATE_HOME: join(packed.folder, 'state') },
      encoding: 'utf8',
    })
    expect({ stdout, stderr }).toEqual({ stdout: 'refused string function function\n', stderr: '' })
  })

  test('judges the rules of a firewall', () => {
    writeFileSync(join(packed.folder, 'run-firewall.ts'), FIREWALL)
    const { stdout, stderr } = spawnSync(process.execPath, ['run-firewall.ts'], { cwd: packed.folder, env, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: 'accept drop true\n', stderr: '' })
  })
})
