import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyNot } from '../../lab/machine/needs.ts'
import { parseNftJson } from '../../src/firewall/netfilter/nft/json.ts'
import { parseNftText } from '../../src/firewall/netfilter/nft/text.ts'
import { byPlace } from '../firewall/netfilter/nft/canonical.ts'

const missing = whyNot({ nft: 'nftables', unshare: 'util-linux', ip: 'iproute2' })

/** Options of nft that change how it writes, and those it then needs to write JSON alike. */
const OPTIONS: readonly (readonly [text: string, json: string])[] = [
  ['-a', ''],
  ['', ''],
  ['-y', ''],
  ['-S', ''],
  ['-s', '-s'],
]

const listing = readFileSync(join(import.meta.dirname, '../fixtures/nft/listing.nft'), 'utf8')

/** Rules that stand on one line, and the rest of the file, which holds their tables, chains and sets. */
const rules = parseNftText(listing).objects.filter(
  ({ kind, text, object }) => kind === 'rule' && !text.includes('\n') && !String(object['chain']).startsWith('__'),
)
const written = new Set(rules.map(({ text }) => text))
const frame = listing
  .split('\n')
  .filter((line) => !written.has(line.replace(/ # handle \d+$/, '').trim()))
  .join('\n')
  .replaceAll(/jump \{[^}]*\}/g, '')

/** A rule that this kernel or nft does not know is left out. */
const SCRIPT = `
ip link set lo up
nft -f frame || exit 1
while IFS= read -r rule; do nft "add rule $rule" 2>>refused || echo "$rule" >>left-out; done <rules
nft -nn list ruleset >numeric.nft
${OPTIONS.map(([text, json], at) => `nft ${text} list ruleset >${at}.nft; nft -j ${json} list ruleset >${at}.json`).join('\n')}
`

describe.skipIf(missing !== undefined)(`what nft lists${missing === undefined ? '' : `: ${missing}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-nft-text-'))
  const file = (name: string): string => readFileSync(join(folder, name), 'utf8')

  beforeAll(() => {
    writeFileSync(join(folder, 'frame'), frame)
    writeFileSync(
      join(folder, 'rules'),
      rules.map(({ text, object: { family, table, chain } }) => `${String(family)} ${String(table)} ${String(chain)} ${text}\n`).join(''),
    )
    writeFileSync(join(folder, 'left-out'), '')
    execFileSync('unshare', ['--net', 'sh', '-c', SCRIPT], { cwd: folder, stdio: 'pipe' })
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true }))

  test('nearly all rules are known to this kernel', () => {
    expect(file('left-out').split('\n').length).toBeLessThan(rules.length / 5)
  })

  test.each(OPTIONS.map(([text, json], at) => ({ text, json, at })))('nft $text list ruleset says what nft -j $json says', ({ at }) => {
    const text = parseNftText(file(`${at}.nft`))
    const json = parseNftJson(file(`${at}.json`))
    expect([text.unread, json.unread]).toEqual([[], []])
    const ofRules = (objects: typeof text.objects): ReadonlyMap<string, unknown> => byPlace(objects.filter(({ kind }) => kind === 'rule'))
    expect(ofRules(text.objects)).toEqual(ofRules(json.objects))
  })

  // nft 1.0 prints the numbers of big-endian types with their bytes swapped as JSON: no comparison.
  test('with numbers for all names, all is read', () => {
    const { objects, unread } = parseNftText(file('numeric.nft'))
    expect(unread).toEqual([])
    expect(objects.filter(({ kind }) => kind === 'rule').length).toBe(rules.length - (file('left-out').split('\n').length - 1))
  })
})
