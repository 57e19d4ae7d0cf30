import { existsSync } from 'node:fs'
import type { Capture, Unseen } from '../../model/observation.ts'
import { printable } from '../../net/printable.ts'
import { iptablesOutputRules, nftOutputRules } from '../../net/output-rules.ts'
import { readStart } from '../bounded-file.ts'
import { runProgram } from '../run-program.ts'

const TIMEOUT_MS = 2000
const MAX_LINES = 512
const MAX_FILE = 65_536
/** Not in the PATH of most users. */
const FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/usr/local/sbin']
/** Tables that iptables-nft makes, which iptables-save tells more of. */
const COMPATIBLE = ['filter', 'nat', 'mangle', 'raw', 'security']
/** Settings that everybody may read, and that say what is meant to be in force: the file, and the lines that tell. */
const SETTINGS: readonly (readonly [string, RegExp])[] = [
  ['/etc/ufw/ufw.conf', /^ENABLED=/],
  ['/etc/default/ufw', /^DEFAULT_OUTPUT_POLICY=/],
]

type Seen = { readonly capture: Capture | null; readonly unseen: Unseen | null }

/**
 * The firewall of this machine, as far as it may be read. As root the rules that leaving packets can meet, as lines `TOOL TABLE CHAIN:
 * RULE`; else what files say that everybody may read, as lines `file PATH line N: TEXT`.
 * @throws the reason of the signal when it is aborted
 */
export async function clientFirewall(signal: AbortSignal): Promise<Seen> {
  const settings = SETTINGS.flatMap(([file, telling]) =>
    (readStart(file, MAX_FILE) ?? '')
      .split('\n')
      .flatMap((text, index) => (telling.test(text) ? [`file ${file} line ${index + 1}: ${text}`] : [])),
  )
  if (process.getuid?.() !== 0) {
    const why = 'only root may read them: sudo nft list ruleset; sudo iptables-save'
    return { capture: settings.length === 0 ? null : captureOf(settings), unseen: { what: "this machine's own firewall rules", why } }
  }
  const dump = async (tool: string, words: readonly string[]): Promise<string | null> => {
    const path = FOLDERS.map((folder) => `${folder}/${tool}`).find((one) => existsSync(one))
    const run = path === undefined ? null : await runProgram(path, words, signal, TIMEOUT_MS)
    return run?.ended === 'exit' && run.code === 0 ? run.out : null
  }
  const [nft, four, six] = await Promise.all([dump('nft', ['list', 'ruleset']), dump('iptables-save', []), dump('ip6tables-save', [])])
  if (nft === null && four === null)
    return { capture: null, unseen: { what: "this machine's own firewall rules", why: 'neither nft nor iptables-save told them' } }
  const told = new Set(
    COMPATIBLE.flatMap((table) => [...(four === null ? [] : [`ip ${table}`]), ...(six === null ? [] : [`ip6 ${table}`])]),
  )
  const rules = [
    ...nftOutputRules(nft ?? '', told),
    ...iptablesOutputRules(four ?? '', 'iptables'),
    ...iptablesOutputRules(six ?? '', 'ip6tables'),
  ]
  return { capture: captureOf([...rules, ...settings]), unseen: null }
}

function captureOf(lines: readonly string[]): Capture {
  const out = lines.slice(0, MAX_LINES).map((line) => printable(line, 512))
  return {
    side: 'client',
    source: 'client-firewall',
    command: 'nft list ruleset; iptables-save',
    code: 0,
    out: out.join('\n'),
    cut: lines.length > MAX_LINES,
  }
}
