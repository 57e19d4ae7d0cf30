import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { page } from '../../lab/score/page.ts'
import type { Board, Score } from '../../lab/score/score.ts'

const SCORE: Score = {
  id: 'tale-a/base/v4',
  name: 'tale-a',
  title: 'a title',
  kind: 'firewall',
  base: 'base',
  family: 4,
  topology: 'routed',
  typed: 'ann@somewhere',
  truth: 'cause-a',
  causedBy: 'cause-x',
  further: ['cause-y', 'cause-z'],
  alike: ['cause-c'],
  judged: true,
  class: 'silence',
  classSeen: 'rst',
  beside: 'all ports answer',
  wall: 'wrong',
  verdict: 'cause-b',
  certainty: 'likely',
  open: ['cause-a', 'cause-b', 'cause-c', 'cause-d', 'cause-e', 'cause-f', 'cause-g', 'cause-h', 'cause-i'],
  wrongProven: ['cause-b'],
  truthIs: 'possible',
  blockers: { found: ['cause-y'], missed: ['cause-z'] },
  decide: { where: 'server', command: 'sudo true' },
  printed: 'it printed',
  told: false,
  ms: 4083.93,
  syns: 11,
  sshd: 1,
  wrong: ['it is wrong'],
  lab: [],
  report: '✗ no\n  name ✓ yes\n',
}

/** A run that is right, one that is wrong, a healthy host, one that is void, one of a cause that is not judged, and one left open. */
const SCORES: readonly Score[] = [
  {
    ...SCORE,
    id: 'tale-b/base/v6',
    name: 'tale-b',
    classSeen: 'silence',
    wall: 'right',
    verdict: 'cause-a',
    wrong: [],
    wrongProven: [],
    told: true,
  },
  SCORE,
  {
    ...SCORE,
    id: 'tale-c/base/v4',
    name: 'tale-c',
    truth: null,
    causedBy: null,
    further: [],
    verdict: null,
    certainty: null,
    wall: 'right',
    open: [],
    decide: null,
    told: null,
    wrong: [],
  },
  { ...SCORE, id: 'tale-d/base/v4', name: 'tale-d', lab: ['it is void'] },
  {
    ...SCORE,
    id: 'tale-e/base/v4',
    name: 'tale-e',
    truth: 'cause-q',
    judged: false,
    wall: 'open',
    verdict: null,
    certainty: null,
    wrong: [],
  },
  { ...SCORE, id: 'tale-f/base/v4', name: 'tale-f', wall: 'open', certainty: 'possible', wrong: [], wrongProven: [], told: null },
]

const BOARD: Board = {
  schema: 1,
  mode: 'outside',
  date: '2026-01-02T03:04:05.678Z',
  version: '1.2.3',
  commit: 'abc1234',
  kernel: '6.1',
  took: 61,
  scores: SCORES,
}

const EARLIER: Board = {
  ...BOARD,
  commit: 'fed9876',
  scores: [
    { ...SCORES[0]!, wall: 'open', verdict: 'cause-c', wrong: ['wrong then'] },
    { ...SCORE, wall: 'right', wrong: [] },
    { ...SCORE, id: 'tale-0/base/v4', name: 'tale-0' },
  ],
}

const policyOf = (html: string): string =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? ''
const inside = (html: string, tag: string): string => new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? ''

/** The page without its own style and script. */
const body = (html: string): string => html.replace(inside(html, 'style'), '').replace(inside(html, 'script'), '')

/** The tags in their order, with the names of their attributes: all that a browser makes elements of. */
const skeleton = (html: string): readonly string[] => (body(html).match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))

/** Every string of a board, except those that are words of ours, with something before it. */
function poisoned<T>(value: T, poison: string): T {
  if (typeof value === 'string') return (poison + value) as T
  if (Array.isArray(value)) return value.map((each: unknown) => poisoned(each, poison)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'wall' || key === 'mode' ? each : poisoned(each as unknown, poison)]),
  ) as T
}

describe('what hosts say stays text', () => {
  const tame = skeleton(page(BOARD, EARLIER))

  test.each([
    '</script><img src=x onerror=alert(1)>',
    '</style></title></pre></td></table><script>alert(1)</script>',
    '"><svg onload="alert(1)">',
    "' onmouseover='alert(1)' x='",
    '` onfocus=alert(1) autofocus `',
    '<!-- -->]]><![CDATA[',
    '&lt;img&gt;&#60;&amp',
    '${alert(1)}',
    '\n<b>\n',
  ])('%s', (poison) => {
    expect(skeleton(page(poisoned(BOARD, poison), poisoned(EARLIER, poison)))).toEqual(tame)
  })

  test('and moves no cursor and turns no text', () => {
    const html = page(poisoned(BOARD, '\0\x07\r\x1b[31m\x7f\x9b2J\u202e\u2066\u200b\ufeff\ud800'), undefined)
    expect(html).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u)
    expect(html).toContain(String.raw`\x1b[31m`)
  })

  test('in each place where it is shown', () => {
    const html = body(page(poisoned(BOARD, '<b>'), poisoned(EARLIER, '<b>')))
    expect(html).toContain('&lt;b&gt;a title')
    expect(html).toContain('&lt;b&gt;it is wrong')
    expect(html).toContain('&lt;b&gt;it is void')
    expect(html).toContain('&lt;b&gt;sudo true')
  })
})

describe('the page needs nothing else', () => {
  const html = page(BOARD, EARLIER)

  test('no address of another file', () => {
    expect(html).not.toMatch(/https?:/)
    expect(
      [...html.matchAll(/ (?:href|src|srcset|action|data)="([^"]*)"/g)].map(([, to]) => to).filter((to) => !to?.startsWith('#')),
    ).toEqual([])
    expect(inside(html, 'style')).not.toMatch(/url\(|@import/)
  })

  test('each address within it is there', () => {
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    expect([...html.matchAll(/ href="#([^"]*)"/g)].map(([, to]) => to).filter((to) => !ids.has(to))).toEqual([])
  })

  test('its policy lets its own style and script be, and nothing more', () => {
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const policy = policyOf(html)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src ${hash(inside(html, 'style'))};`)
    expect(policy).toContain(`script-src ${hash(inside(html, 'script'))};`)
    expect(policy).not.toContain('unsafe')
    expect(body(html)).not.toMatch(/ (?:style|on\w+)=/)
  })

  test('its script is one, and makes no HTML of text', () => {
    const script = inside(html, 'script')
    expect(() => new Script(script)).not.toThrow()
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval/)
  })
})

describe('the page shows', () => {
  const html = page(BOARD, undefined)

  test('every run, with what it says', () => {
    for (const { name } of SCORES) expect(html).toContain(`<b>${name}</b>`)
    expect(html.match(/<tbody id="run-\d+"/g)).toHaveLength(SCORES.length)
    expect(html).toContain('most likely</span> <code>cause-b</code>')
    expect(html).toContain('seen as: rst')
    expect(html).toContain('it is wrong')
    expect(html).toContain('it is void')
    expect(html).toContain('on the broken host it did not show the cause')
  })

  test('the marks in words, too', () => {
    for (const words of ['right', 'left open', 'wrong', 'void', 'not judged']) expect(html).toContain(`</span> ${words}`)
  })

  test('no run at all', () => {
    const none = page({ ...BOARD, scores: [] }, undefined)
    expect(none).toContain('No run was made')
    expect(none.match(/<\/span> not measured/g)).toHaveLength(8)
    expect(none).not.toContain('</span> met')
    expect(body(none)).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('no demand as met of which there was no case', () => {
    const healthy = page({ ...BOARD, scores: [{ ...SCORES[2]!, classSeen: 'silence', wrongProven: [] }] }, undefined)
    expect(healthy).toContain('demands that were measured are met')
    expect(page({ ...BOARD, scores: [SCORES[3]!] }, undefined)).toContain('No run counts')
  })

  test('what changed against an earlier board', () => {
    const both = page(BOARD, EARLIER)
    expect(both).toContain('Better: 1')
    expect(both).toContain('Worse, or only other: 1')
    expect(both).toContain('4 runs new')
    expect(both).toContain('1 run not in this run')
    expect(html).not.toContain('id="changes"')
  })

  test('no number that is none', () => {
    expect(body(page(BOARD, EARLIER))).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  test('three hundred runs', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...SCORES[index % SCORES.length]!,
      id: `tale-${index}/base/v4`,
      name: `tale-${index}`,
    }))
    expect(page({ ...BOARD, scores: many }, undefined).match(/<tbody id="run-\d+"/g)).toHaveLength(300)
  })
})
