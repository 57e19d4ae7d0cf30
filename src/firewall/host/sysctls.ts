import type { UnreadLine } from '../netfilter/ruleset.ts'
import { type Output, unreadLine } from './output.ts'

export interface SysctlsRead {
  readonly sysctls: ReadonlyMap<string, string>
  readonly unread: readonly UnreadLine[]
}

/** More than any kernel has. */
const MOST = 100_000
const LINE = /^\s*(?:\/proc\/sys\/)?([A-Za-z][\w./@:-]{0,200}?)\s*[=:]\s*(.{0,1024})$/

/**
 * Reads lines of sysctl(8), such as `net.ipv4.ip_forward = 1`, and of `grep . /proc/sys/net/…`. The names are those with dots; a dot in the name of an interface is
 * a slash, as sysctl writes it.
 */
export function readSysctls(output: Output): SysctlsRead {
  const sysctls = new Map<string, string>()
  const unread: UnreadLine[] = []
  for (const [index, line] of output.lines.entries()) {
    if (/^\s*(?:[#;]|$)/.test(line) || line.startsWith('sysctl: ')) continue
    const match = LINE.exec(line)
    if (!match || sysctls.size >= MOST) unread.push(unreadLine(output, index, 'no line of sysctl'))
    else sysctls.set(dotted(match[1] ?? ''), (match[2] ?? '').trim())
  }
  return { sysctls, unread }
}

/** Whichever separator comes first parts the name (procps, sysctl.c slashdot). */
function dotted(name: string): string {
  const [first] = /[./]/.exec(name) ?? []
  return first === '/' ? name.replaceAll(/[./]/g, (one) => (one === '/' ? '.' : '/')) : name
}
