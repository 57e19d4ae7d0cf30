import { Ajv2020 } from 'ajv/dist/2020.js'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { document } from '../../../src/cli/firewall/document.ts'
import { jsonSchema } from '../../../src/cli/schema.ts'
import { firewallDocument, type FirewallDocument } from '../../../src/cli/schema/firewall.ts'
import type { Asked } from '../../../src/firewall/asked.ts'
import { readInputs } from '../../../src/firewall/inputs.ts'
import { judged, judgedFamilies } from '../../../src/firewall/judged.ts'
import { sshwhy } from '../sshwhy.ts'
import { NFT, SS, V4 } from './dumps.ts'

const valid = new Ajv2020({ allErrors: true, strict: true }).compile(
  // What the schema does not name is forbidden here.
  JSON.parse(JSON.stringify(jsonSchema('firewall')), (_, value) =>
    typeof value === 'object' && value !== null && value.type === 'object' ? { ...value, additionalProperties: false } : value,
  ) as object,
)

function documentOf(command: 'why' | 'who', text: string, asked: Asked = {}): FirewallDocument {
  const inputs = readInputs([{ file: 'rules', text }])
  return document(command, asked, inputs, command === 'why' ? [judged(inputs, asked)] : judgedFamilies(inputs, asked))
}

describe('the document is what the schema says', () => {
  test.each([
    ['why', V4, { from: '203.0.113.7' }],
    ['why', V4, { from: '198.51.100.77', to: '192.0.2.2', iface: 'eth0', fromPort: 1000 }],
    ['why', NFT + SS, { from: '2001:db8::7', state: 'established' }],
    ['who', V4, {}],
    ['who', `${NFT}garbage\n`, {}],
    ['who', V4, { from: '10.0.0.0/8' }],
  ] as const)('%s %#', (command, text, asked) => {
    const made = JSON.parse(JSON.stringify(documentOf(command, text, asked))) as unknown
    expect(valid(made) ? [] : valid.errors).toEqual([])
    expect(v.is(firewallDocument, made)).toBe(true)
  })

  test('and so is that of an error', () => {
    expect(valid(JSON.parse(sshwhy(['firewall', 'who', '--json'], '').stdout))).toBe(true)
  })
})

test('who rejects one client, by which rule, and what it is told', () => {
  const { families, asked, command } = documentOf('why', V4, { from: '203.0.113.9' })
  expect({ asked, command }).toMatchObject({ command: 'why', asked: { from: '203.0.113.9', to: null, port: 22, state: 'new' } })
  expect(families).toMatchObject([
    {
      family: 4,
      given: true,
      reach: 'nowhere',
      regions: [
        {
          from: ['203.0.113.9'],
          more: 0,
          addresses: '1',
          endings: [
            {
              verdict: 'icmp 3/13',
              errno: 'EHOSTUNREACH',
              assuming: [],
              by: { gate: 'iptables-nft', family: 'ip', table: 'filter', chain: 'f2b-sshd', index: 2, file: 'rules', line: 16 },
            },
          ],
        },
      ],
    },
  ])
  expect(families[0]?.trace.map(({ did }) => did)).toEqual(['jump f2b-sshd', 'reject with icmp 3/13', 'policy accept'])
})

test('who gets in, and the warnings by their codes', () => {
  const { families, warnings } = documentOf('who', NFT)
  expect(families.map(({ reach }) => reach)).toEqual(['some', 'anywhere'])
  expect(warnings.map(({ code, family }) => `${code} ${family}`)).toEqual([
    'open-to-the-internet 6',
    'ipv6-open 6',
    'listeners-not-read null',
  ])
})

test('the regions are a partition', () => {
  for (const { family, regions } of documentOf('who', V4 + NFT).families) {
    const sum = regions.reduce((all, { addresses }) => all + BigInt(addresses), 0n)
    expect(sum).toBe(family === 4 ? 1n << 32n : 1n << 128n)
  }
})

test('it is bounded, and one line without control characters', () => {
  const rules = Array.from(
    { length: 12_000 },
    (_, index) => `-A INPUT -s 203.${index >> 14}.${(index >> 7) & 127}.${2 * (index & 127)}/32 -j DROP\n`,
  )
  const made = documentOf('who', `*filter\n:INPUT ACCEPT [0:0]\n${rules.join('')}COMMIT\n${'garbage\n'.repeat(2000)}`)
  expect(made.families[0]?.regions).toHaveLength(10_000)
  expect(made.families[0]?.moreRegions).toBeGreaterThan(2000)
  expect(made.unread).toHaveLength(1000)
  expect(made.moreUnread).toBe(1000)
  const hostile = V4.replace(
    '-A INPUT -p tcp -m tcp --dport 22 -j',
    '-A INPUT -p tcp -m tcp --dport 22 -m comment --comment "\u001b[2J\u202e" -j',
  )
  const { stdout } = sshwhy(['firewall', 'who', '--json'], hostile)
  expect(stdout).toMatch(/^[ -~]+\n$/)
  expect(JSON.parse(stdout)).toMatchObject({ command: 'who' })
})
