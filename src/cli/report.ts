import type { Changed } from '../model/target.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import { addressTable, contrastTable, differ, hostKeyTable } from './evidence-section.ts'
import { allFindings, aside, others, proof, ruledOut } from './findings-section.ts'
import { ladder, mainAddress } from './ladder.ts'
import { jumps } from './jumps.ts'
import type { Look } from './look.ts'
import { todo, toBeSure } from './next-section.ts'
import { headline, paragraph, section } from './section.ts'
import { count, duration } from './seen.ts'
import { egressTable, pathTable, sourceTable } from './compared-section.ts'
import { stateOf, works } from './verdict.ts'

export type Depth = 'quiet' | 'normal' | 'all'

/** What the probing cost, which is why nothing was asked twice. */
function cost(diagnosis: Diagnosis): string {
  const { connections, addresses, target, ms, hops } = diagnosis
  const asked = addresses.reduce((sum, one) => sum + one.syns, 0)
  const seconds = `${([ms, ...hops.map((one) => one.ms)].reduce((sum, one) => sum + one, 0) / 1000).toFixed(2)} s`
  const sshd = connections.sshd + hops.reduce((sum, one) => sum + one.connections.sshd, 0)
  if (hops.length > 0) {
    const syns = connections.syns + hops.reduce((sum, one) => sum + one.connections.syns, 0)
    return `${count(syns, 'SYN')} in all, ${count(sshd, 'SSH connection')}, ${seconds}`
  }
  const all = connections.syns > asked ? `, ${connections.syns} in all` : ''
  const where = target === null ? 'no port' : `port ${target.port}`
  return `${count(asked, 'SYN')} to ${where}${all}, ${count(sshd, 'SSH connection')}, ${seconds}`
}

function change({ keyword, typed, resolved, file, line }: Changed): string {
  const where = file === undefined ? '' : ` (${file}${line === undefined ? '' : ` line ${line}`})`
  return `${keyword}: ${typed} → ${resolved}${where}`
}

/** What stood between the command line and the connection. */
function config(look: Look, diagnosis: Diagnosis): readonly string[] {
  const { target } = diagnosis
  if (target === null) return []
  const ran = target.matchExec ? [{ text: 'a Match exec of your ssh_config was run, by ssh -G' }] : []
  return section(look, 'ssh_config', [...target.changed.map((one) => ({ text: change(one) })), ...ran])
}

/** This machine's own side: what kind each line is of is said once. */
function client(look: Look, diagnosis: Diagnosis): readonly string[] {
  const entries = diagnosis.client.map(({ what, text }, index, all) => ({
    text: all[index - 1]?.what === what ? text : `${what}: ${text}`,
  }))
  return section(look, 'Client', entries)
}

function unseen(look: Look, diagnosis: Diagnosis, all: boolean): readonly string[] {
  const shown = all ? diagnosis.unread : diagnosis.unread.slice(0, 3)
  return section(
    look,
    'Not seen',
    shown.map((one) => ({ text: `${one.what}: ${one.why}` })),
  )
}

const blank = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

const stop = (sentence: string): string => (/[.…?!]$/.test(sentence) ? sentence : `${sentence}.`)

/** What was tried, when it works: a greeting is not a login. */
function success({ summary, login, ms }: Diagnosis): string {
  const none = login === null ? '; no login was tried' : login.reached === 'not-tried' ? `; no login was tried: ${login.why}` : ''
  return `${summary.happened.replace(/\.$/, '')}, ${duration(ms)}${none}`
}

function head(look: Look, diagnosis: Diagnosis): readonly string[] {
  const { happened, meaning } = diagnosis.summary
  if (works(diagnosis)) return headline(look, 'passes', success(diagnosis))
  return [...headline(look, stateOf(diagnosis), stop(happened)), ...(meaning === null ? [] : paragraph(look, 2, meaning))]
}

/** The report for people. Every line fits the width of the look; nothing in it can move a cursor. */
export function report(look: Look, diagnosis: Diagnosis, depth: Depth): readonly string[] {
  if (depth === 'quiet') return head(look, diagnosis)
  if (depth === 'normal' && works(diagnosis))
    return [
      ...head(look, diagnosis),
      ...blank([...aside(look, diagnosis), ...sourceTable(look, diagnosis), ...egressTable(look, diagnosis)]),
    ]
  const all = depth === 'all'
  const { addresses } = diagnosis
  const path = mainAddress(diagnosis)?.path ?? []
  const way = jumps(look, diagnosis, all)
  return [
    ...head(look, diagnosis),
    ...blank(way.list),
    ...blank(way.failing ?? ladder(look, path, all)),
    ...blank([
      ...(all || differ(addresses) ? addressTable(look, addresses, all) : []),
      ...(all ? [...hostKeyTable(look, addresses), ...contrastTable(look, diagnosis), ...pathTable(look, diagnosis)] : []),
      ...sourceTable(look, diagnosis),
      ...egressTable(look, diagnosis),
      ...config(look, diagnosis),
      ...(all ? client(look, diagnosis) : []),
      ...proof(look, diagnosis, all),
      ...section(
        look,
        'But',
        diagnosis.contradictions.map((text) => ({ text })),
      ),
      ...(all ? allFindings(look, diagnosis) : others(look, diagnosis)),
      ...ruledOut(look, diagnosis, all),
      ...unseen(look, diagnosis, all),
    ]),
    ...blank([...todo(look, diagnosis), ...toBeSure(look, diagnosis, all)]),
    ...blank(paragraph(look, 2, cost(diagnosis), 'faint')),
  ]
}
