import * as v from 'valibot'
import { natural, port } from './text.ts'

const family = v.picklist([4, 6])
const text = v.string()
const texts = v.array(text)
const nullableText = v.nullable(text)

const rule = v.object({
  gate: v.pipe(text, v.description('Who evaluates: nft, iptables-nft, iptables-legacy, or kernel where no rule decides.')),
  family: text,
  table: text,
  chain: text,
  index: v.pipe(natural, v.description('From 1 in its chain; 0: its policy.')),
  handle: v.nullable(natural),
  file: nullableText,
  line: v.nullable(natural),
  text: v.pipe(text, v.description('As it was written.')),
})

const who = {
  from: v.pipe(texts, v.description('CIDR prefixes and addresses.')),
  more: v.pipe(natural, v.description('Ranges of addresses that are left out of from.')),
}

const ending = v.object({
  verdict: v.pipe(text, v.description('accept, drop, rst, icmp TYPE/CODE, forward, unknown.')),
  by: rule,
  assuming: v.pipe(texts, v.description('What must be so for this ending; empty where it is certain.')),
  changes: v.pipe(texts, v.description('Rates and counts under which it holds.')),
  at: v.pipe(nullableText, v.description('Where it arrives after NAT.')),
  errno: v.pipe(nullableText, v.description('What connect() of the client fails with on Linux.')),
})

const region = v.object({
  ...who,
  addresses: v.pipe(text, v.description('How many, as a decimal number: it may be 2^128.')),
  endings: v.pipe(v.array(ending), v.description('All that is possible.')),
})

const step = v.object({
  hook: text,
  depth: natural,
  by: rule,
  passed: v.pipe(natural, v.description('Rules before it that did not match.')),
  matched: v.picklist(['yes', 'maybe']),
  why: text,
  did: text,
})

const judged = v.object({
  family,
  given: v.pipe(v.boolean(), v.description('Whether rules of this family were given; if not, nothing is said of it.')),
  interface: v.pipe(nullableText, v.description('The interface that it was taken to come in by.')),
  reach: v.pipe(
    v.picklist(['anywhere', 'most', 'some', 'nowhere', 'unknown']),
    v.description('From how much of the Internet, or of those asked, the port can be reached, if only perhaps.'),
  ),
  regions: v.pipe(v.array(region), v.description('A partition of those asked.')),
  moreRegions: natural,
  trace: v.pipe(v.array(step), v.description('The way of the packet; of one address alone.')),
  neverAsked: v.pipe(
    v.array(v.object({ rule, would: text, ...who, by: v.array(rule) })),
    v.description('Rules about these packets that an earlier one keeps from being asked.'),
  ),
})

/** The document of `sshwhy firewall … --json`. */
export const firewallDocument = v.object({
  schema: v.literal(1),
  version: text,
  command: v.picklist(['why', 'who']),
  asked: v.object({
    from: nullableText,
    to: nullableText,
    port,
    fromPort: v.nullable(port),
    interface: nullableText,
    state: v.picklist(['new', 'established']),
  }),
  families: v.array(judged),
  warnings: v.array(
    v.object({
      code: v.picklist([
        'open-to-the-internet',
        'ipv6-open',
        'rules-not-given',
        'rule-never-asked',
        'lines-not-read',
        'not-modelled',
        'listeners-not-read',
      ]),
      family: v.nullable(family),
      text,
    }),
  ),
  unread: v.pipe(v.array(v.object({ file: nullableText, line: natural, text, why: text })), v.description('Lines that could not be read.')),
  moreUnread: natural,
  unmodelled: v.array(v.object({ what: text, hook: text })),
  next: v.pipe(v.array(v.object({ tells: text, give: text })), v.description('What would decide what is open.')),
})

export type FirewallDocument = v.InferOutput<typeof firewallDocument>
