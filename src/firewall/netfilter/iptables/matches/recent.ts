import { unknown } from '../../answer.ts'
import type { Packet } from '../../packet.ts'
import type { Action, Match } from '../../ruleset.ts'
import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { unreadable } from '../unreadable.ts'
import { isFirst } from '../unknowable.ts'

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
    const list: List = {
      name: value('name') ?? 'DEFAULT',
      side: options.some(({ name }) => name === 'rdest') ? 'daddr' : 'saddr',
      byTtl: options.some(({ name }) => name === 'rttl'),
    }
    const { inverted } = command
    if (command.name === 'set') return inverted ? [written(list), { match: () => false }] : written(list)
    const times = command.name === 'remove' ? 1 : Math.max(hits, 1)
    const found: Match = {
      match: (packet) => {
        const { least, exact } = stampsOf(packet, list)
        if (least >= times) return !inverted
        return exact ? inverted : unknown(packet.family, `what the list ${list.name} holds is not known`)
      },
      rate: `${times} times or more in the list ${list.name}${seconds > 0 ? ` within ${seconds} s` : ''}`,
    }
    if (command.name === 'update') return [found, updated(list)]
    return command.name === 'remove' ? [found, inverted ? doubted(list) : removed(list)] : found
  },
}

export default recent

interface List {
  readonly name: string
  readonly side: 'saddr' | 'daddr'
  /** `--rttl`: only entries with the TTL of the packet. */
  readonly byTtl: boolean
}

/** Notes are `recent LIST ADDRESS NUMBER`, one for each time stamp of the entry; `recent LIST ?`: something that is not known. */
function prefix({ name }: List): string {
  return `recent ${name} `
}

function addressOf(packet: Packet, { side }: List): string {
  return `${packet[side] ?? '?'}`
}

/** How many time stamps the entry of the packet's address has, all of them from this packet. */
function stampsOf(packet: Packet, list: List): { readonly least: number; readonly exact: boolean } {
  const entry = `${prefix(list)}${addressOf(packet, list)} `
  let least = 0
  let others = false
  for (const note of packet.noted) {
    if (note.startsWith(entry)) least++
    // Another address may be the same one under the mask of the list.
    else if (note.startsWith(prefix(list))) others = true
  }
  const changed = list.byTtl && (packet.fields.has('ip ttl') || packet.fields.has('ip6 hoplimit'))
  const exact = isFirst(packet) && packet[list.side] !== null && !others && !changed
  return { least: changed ? 0 : least, exact }
}

function withNote(packet: Packet, note: string): Packet {
  return { ...packet, noted: new Set(packet.noted).add(note) }
}

/** recent_entry_init() and recent_entry_update() of xt_recent.c: one more time stamp. */
function stamped(packet: Packet, list: List): Packet {
  return withNote(packet, `${prefix(list)}${addressOf(packet, list)} ${stampsOf(packet, { ...list, byTtl: false }).least + 1}`)
}

function written(list: List): Action {
  return { act: (packet) => ({ go: 'on', packet: stamped(packet, list) }) }
}

/** `--update`, when it matches, where there is an entry. */
function updated(list: List): Action {
  return { act: (packet) => (stampsOf(packet, list).least > 0 ? { go: 'on', packet: stamped(packet, list) } : { go: 'on' }) }
}

function removed(list: List): Action {
  const entry = (packet: Packet): string => `${prefix(list)}${addressOf(packet, list)} `
  return {
    act: (packet) => ({
      go: 'on',
      packet: { ...packet, noted: new Set([...packet.noted].filter((note) => !note.startsWith(entry(packet)))) },
    }),
  }
}

/** `! --remove` removes where it does not match, and the rule ends there: what it did is not followed. */
function doubted(list: List): Action {
  return { act: (packet) => ({ go: 'on', packet: withNote(packet, `${prefix(list)}?`) }) }
}
