import type { Judged } from '../../firewall/judged.ts'
import type { Warning } from '../../firewall/warnings.ts'
import { capital, ruleName, ruleWhere } from './words.ts'
import type { Entry } from '../section.ts'
import { count } from '../seen.ts'
import { whoText } from './who-text.ts'

/** A warning, in a sentence. */
export function warningText({ code, family }: Warning, port: number): string {
  switch (code) {
    case 'open-to-the-internet':
      return `The Internet can reach port ${port} over IPv${family}: is that meant?`
    case 'ipv6-open':
      return `IPv6 is open where IPv4 is closed: who is kept out by one may come in by the other.`
    case 'rules-not-given':
      return `No rules of IPv${family} were given: give ${family === 6 ? 'ip6tables-save' : 'iptables-save'} or nft list ruleset, too.`
    case 'rule-never-asked':
      return `Rules of IPv${family} about port ${port} are never asked, because an earlier one decides.`
    case 'lines-not-read':
      return 'Lines were not read, and may change this.'
    case 'not-modelled':
      return 'Something beside the rules decides, too, and is not judged.'
    case 'listeners-not-read':
      return `Whether anything listens on port ${port} was not read.`
  }
}

const MOST_RANGES = 3

/** Rules that never decide, and what decides before them. */
export function shadowedEntries({ shadowed, remotes }: Judged, most: number): readonly Entry[] {
  const entries = shadowed.slice(0, most).flatMap((one): readonly Entry[] => [
    {
      text: `${capital(ruleName(one.rule))} would ${one.would} ${whoText(one.remotes, remotes, MOST_RANGES)}, but ${one.by.map(ruleName).join(' or ')} decides before: ${ruleWhere(one.rule)}`,
    },
    { text: one.rule.text, kind: 'command' },
  ])
  const more = shadowed.length - most
  return more > 0 ? [...entries, { text: `… ${count(more, 'rule')} more` }] : entries
}
