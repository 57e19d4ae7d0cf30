import type { Match } from '../../ruleset.ts'
import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { listed, type RecentList, remove, removeTelling, restamp, stamp, wasRemoved } from '../recent-list.ts'
import { unreadable } from '../unreadable.ts'

/** `--mask` that makes no entry of several addresses. */
const FULL_MASKS: ReadonlySet<string> = new Set(['255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'])
const COMMANDS: ReadonlySet<string> = new Set(['set', 'rcheck', 'update', 'remove'])

const recent: MatchPart = {
  name: 'recent',
  families: [4, 6],
  surety: 'first-packet',
  means: 'whether the address has come before: a first packet finds what it has written itself',
  options: {
    set: 0,
    rcheck: 0,
    update: 0,
    remove: 0,
    seconds: 1,
    reap: 0,
    hitcount: 1,
    rttl: 0,
    name: 1,
    rsource: 0,
    rdest: 0,
    mask: 1,
  },
  read: (options) => {
    const value = (asked: string): string | undefined => options.find(({ name }) => name === asked)?.values[0]
    const commands = options.filter(({ name }) => COMMANDS.has(name))
    const [command] = commands
    const hits = wholeNumber(value('hitcount') ?? '1', 0xffff)
    const seconds = wholeNumber(value('seconds') ?? '0', 0xffff_ffff)
    if (!command || commands.length > 1) return unreadable('one of --set, --rcheck, --update, --remove is needed')
    if (hits === null || seconds === null) return unreadable('no number of hits or seconds')
    const list: RecentList = {
      name: value('name') ?? 'DEFAULT',
      side: options.some(({ name }) => name === 'rdest') ? 'daddr' : 'saddr',
      masked: !FULL_MASKS.has(value('mask') ?? '255.255.255.255'),
      byTtl: options.some(({ name }) => name === 'rttl'),
    }
    const { inverted } = command
    const times = Math.max(hits, 1)
    const rate = `${times} times or more in the list ${list.name}${seconds > 0 ? ` within ${seconds} s` : ''}`
    // recent_mt() of xt_recent.c.
    switch (command.name) {
      case 'set':
        return inverted ? [stamp(list), { match: () => false }] : stamp(list)
      case 'rcheck':
        return { match: (packet) => listed(packet, list, times, inverted), rate }
      case 'update':
        // Inverted, too, it is where the rule matches that the entry is updated.
        return [{ match: (packet) => listed(packet, list, times, inverted), rate }, restamp(list)]
    }
    if (!inverted) return [{ match: (packet) => listed(packet, list, 1, false), rate: `in the list ${list.name}` }, remove(list)]
    // It removes where it does not match.
    const absent: Match = {
      match: (packet) => !wasRemoved(packet, list) && listed(packet, list, 1, true),
      rate: `in the list ${list.name}`,
    }
    return [removeTelling(list), absent]
  },
}

export default recent
