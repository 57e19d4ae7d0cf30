import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lookUpKnownHosts } from '../../src/observe/known-hosts.ts'
import type { Capture } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { parseKnownLines } from '../../src/ssh/known-hosts.ts'
import { observed } from '../diagnose/observed.ts'

let folder = ''
let keys: Readonly<Record<'ed25519' | 'ecdsa' | 'rsa', { readonly text: string; readonly sha256: string }>>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sshwhy-known-'))
  const key = (type: string) => {
    const file = join(folder, `key-${type}`)
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file])
    const text = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
    return { text, sha256: execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '' }
  }
  keys = { ed25519: key('ed25519'), ecdsa: key('ecdsa'), rsa: key('rsa') }
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(join(folder, 'files'), { recursive: true, force: true }))

const ORDER = 'ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512'

async function look(files: Readonly<Record<string, string>>, target: Partial<Target> = {}, lines: readonly string[] = []) {
  mkdirSync(join(folder, 'files'))
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, 'files', name), text)
    return join(folder, 'files', name)
  })
  const out = [`hostkeyalgorithms ${ORDER}`, `userknownhostsfile ${paths.join(' ') || 'none'}`, 'globalknownhostsfile none', ...lines]
  const config: Capture = { side: 'client', source: 'ssh-g', command: 'ssh -G', code: 0, out: out.join('\n'), cut: false }
  const { captures, unseen, order } = await lookUpKnownHosts(observed([], { target }).target, [config], new AbortController().signal)
  const found = captures.flatMap((one) => parseKnownLines(one.command.split('/').at(-1) ?? '', one.out))
  return {
    captures,
    unseen,
    order,
    found: found.map(({ file, line, name, marker, sha256 }) => [file, line, name, marker, sha256].join(' ')),
  }
}

describe('the files that ssh reads', () => {
  test('names, patterns, hashes, CAs and revoked keys; not what is no key', async () => {
    const { ed25519, ecdsa, rsa } = keys
    const text = [
      '# comment',
      `db1,10.0.0.5 ${ed25519.text} a comment`,
      `@cert-authority *.x,db? ${rsa.text}`,
      `@revoked * ${ecdsa.text}`,
      'db1 ssh-ed25519 AAAAbroken',
      `other ${rsa.text}`,
      '',
    ].join('\n')
    const { found, order, captures, unseen } = await look({ one: text, two: `db1 ${rsa.text}\n` })
    expect(found).toEqual([
      `one 2 db1 key ${ed25519.sha256}`,
      `one 3 db1 authority ${rsa.sha256}`,
      `one 4 db1 revoked ${ecdsa.sha256}`,
      `two 1 db1 key ${rsa.sha256}`,
    ])
    expect(order, 'the first type is known: as it is').toEqual(ORDER.split(','))
    expect(captures.map(({ code }) => code)).toEqual([0, 0])
    expect(unseen).toEqual([])
    expect(readFileSync(join(folder, 'files', 'one'), 'utf8'), 'nothing is written').toBe(text)
  })

  test('hashed names', async () => {
    mkdirSync(join(folder, 'files'))
    const file = join(folder, 'files', 'hashed')
    writeFileSync(file, `db1 ${keys.rsa.text}\n`)
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^\|1\|/)
    rmSync(join(folder, 'files'), { recursive: true })
    const { found, order } = await look({ hashed: text })
    expect(found).toEqual([`hashed 1 db1 key ${keys.rsa.sha256}`])
    expect(order[0], 'its type is asked for first').toBe('rsa-sha2-512')
  })

  test('another port, and without it', async () => {
    const text = `[db1]:2222 ${keys.rsa.text}\ndb1 ${keys.ecdsa.text}\n`
    const { found, order } = await look({ one: text }, { port: 2222 })
    expect(found).toEqual([`one 1 [db1]:2222 key ${keys.rsa.sha256}`, `one 2 db1 key ${keys.ecdsa.sha256}`])
    expect(order[0], 'the name without a port does not count for the order').toBe('rsa-sha2-512')
  })

  test('HostKeyAlias stands for host and port; the host is looked for in lower case', async () => {
    const text = `cluster ${keys.rsa.text}\ndb1 ${keys.ecdsa.text}\n`
    expect((await look({ one: text }, { port: 2222 }, ['hostkeyalias cluster'])).found).toEqual([`one 1 cluster key ${keys.rsa.sha256}`])
    rmSync(join(folder, 'files'), { recursive: true })
    expect((await look({ one: text }, { host: 'DB1' })).found).toEqual([`one 2 db1 key ${keys.ecdsa.sha256}`])
  })

  test('paths with blanks, files that are not there, and none at all', async () => {
    const { found, captures } = await look({ 'with some blanks': `db1 ${keys.rsa.text}\n` }, {}, [
      `userknownhostsfile ${join(folder, 'absent')} ${join(folder, 'absent two')}`,
    ])
    expect(found).toEqual([`with some blanks 1 db1 key ${keys.rsa.sha256}`])
    expect(captures.map(({ code }) => code)).toEqual([0, 1, 1, 1])
    rmSync(join(folder, 'files'), { recursive: true })
    expect((await look({})).captures).toEqual([{ side: 'client', source: 'known-hosts', command: 'none', code: 1, out: '', cut: false }])
  })

  test('a folder in place of a file: nothing is found, as ssh finds nothing there', async () => {
    expect((await look({}, {}, [`userknownhostsfile ${folder}`])).captures[0]?.code).toBe(1)
  })

  test('without ssh -G nothing is looked up', async () => {
    const { captures } = await lookUpKnownHosts(observed([]).target, [], new AbortController().signal)
    expect(captures).toEqual([])
  })
})
