import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as { readonly version: string; readonly engines: { readonly node: string } }

test('the lockfile holds no addresses: packages are installed from wherever the user installs', () => {
  expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true')
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
})

test.runIf(existsSync(join(root, '.git')))('no tracked file names a package registry, a credential or a place on this machine', () => {
  const here = [root, homedir()].filter((path) => path.split('/').length > 2).map((path) => `${path}/`)
  const registry = /https?:\/\/[^\s/"'`]*(?:registry|artifactory|nexus|verdaccio|mirror)|:_(?:authToken|auth|password)\b/i
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0')
  const found = tracked
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .filter((path) => {
      const text = read(path)
      return registry.test(text) || here.some((place) => text.includes(place))
    })
  expect(found).toEqual([])
})

describe('what is said twice is said alike', () => {
  test('the Node that is needed: package.json, the command and the CONTRIBUTING', () => {
    const needed = manifest.engines.node.replace('>=', '')
    const [major, minor] = needed.split('.')
    const command = read('bin/sshwhy.js')
    expect(command).toContain(`major < ${major} || (major === ${major} && minor < ${minor})`)
    expect(command).toContain(`Node.js ${needed} or newer`)
    expect(read('CONTRIBUTING.md')).toContain(`Node ${needed}`)
  })

  test('the version: package.json and the newest of the CHANGELOG', () => {
    expect(/^## \[(\d[^\]]*)\]/m.exec(read('CHANGELOG.md'))?.[1]).toBe(manifest.version)
  })

  test('the map of the house stays a map', () => {
    expect(read('AGENTS.md').split('\n').length).toBeLessThan(150)
  })
})
