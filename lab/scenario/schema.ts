import * as v from 'valibot'
import { BASE_NAMES } from '../bases/all.ts'
import { CLASS_FORM } from './class.ts'

const CauseId = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id of docs/causes.md'))
const AnswerClassText = v.pipe(v.string(), v.regex(CLASS_FORM, 'a class of lab/scenario/class.ts'))

/**
 * A step, in one of these forms. `NODE: script` runs a POSIX shell script (`sh -e`) as root on the node. `reboot: NODE`, with
 * `until: answers` where the boot is not waited for. `poweroff: NODE` shuts a host down.
 */
const Step = v.union([
  v.strictObject({ reboot: v.string(), until: v.optional(v.picklist(['answers', 'boot is over'])) }),
  v.strictObject({ poweroff: v.string() }),
  v.pipe(
    v.record(v.string(), v.string()),
    v.check((step) => Object.keys(step).length === 1, 'one node and its script'),
  ),
])
export type Step = v.InferOutput<typeof Step>

const Truth = v.strictObject({
  /** The cause that stops the connection first; null where nothing does. */
  wall: v.nullable(CauseId),
  /** What led to it, e.g. the wrong keys before a ban. */
  causedBy: v.optional(CauseId),
  /** What would stop the connection next, in the order of the path, once the wall is gone. */
  further: v.optional(v.array(CauseId), []),
  /** Who answers the SYN, and how; by family where that differs. */
  class: v.union([AnswerClassText, v.strictObject({ 4: AnswerClassText, 6: AnswerClassText })]),
  /** Answers that are as good from outside, and why nobody can tell them from the truth there. */
  alike: v.optional(v.record(CauseId, v.pipe(v.string(), v.minLength(10))), {}),
  /** Causes that are true as well and stop nothing by themselves: they may be proven. */
  also: v.optional(v.array(CauseId), []),
  excluded: v.optional(v.array(CauseId), []),
  /** Neither possible nor more. */
  never: v.optional(v.array(CauseId), []),
})

/** What the client's user has: ssh reads it in `~/.ssh`, as sshwhy does. */
const Account = v.strictObject({
  /** Its keys. `lab` (Ed25519) and `rsa` are those that ann's authorized_keys has on every host; nobody knows `other` (ECDSA). */
  keys: v.optional(v.array(v.picklist(['lab', 'rsa', 'other'])), ['lab']),
  /** So many more keys, which nobody knows, in a running agent. */
  agent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20))),
  /** The nodes whose host keys, as they are before the fault, known_hosts has; all hosts when absent. */
  known: v.optional(v.array(v.string())),
})
export type Account = v.InferOutput<typeof Account>

export const Scenario = v.strictObject({
  /** One line: what is broken, and how. */
  title: v.pipe(v.string(), v.minLength(10), v.maxLength(120)),
  /** The layer of the wall, `healthy` (nothing is broken), `near-miss` (something looks guilty and is not) or `combined` (two walls). */
  kind: v.picklist([
    'name',
    'client',
    'network',
    'firewall',
    'listener',
    'wrappers',
    'sshd',
    'auth',
    'session',
    'healthy',
    'near-miss',
    'combined',
  ]),
  base: v.optional(v.pipe(v.array(v.picklist(BASE_NAMES)), v.minLength(1)), ['debian12']),
  /** Run once for each; those of the topology when absent. */
  family: v.optional(v.pipe(v.array(v.picklist([4, 6])), v.minLength(1))),
  topology: v.optional(v.string(), 'routed'),
  /** In the subset of CI: its first base and first family. */
  ci: v.optional(v.boolean(), false),
  /** What is done to the hosts, in order. */
  break: v.array(Step),
  /** The words after `sshwhy` and after `ssh`. */
  typed: v.optional(v.string(), 'ann@$SERVER'),
  /** The address and port that the truth speaks of. */
  about: v.optional(v.string(), '$SERVER'),
  port: v.optional(v.number(), 22),
  /** Files of the client's /etc, by path below it. */
  etc: v.optional(v.record(v.string(), v.string()), {}),
  /** Files that the client sees in place of its own: `WHAT:WHERE`. */
  bind: v.optional(v.array(v.string()), []),
  /** A command line that starts the client's programs, as a sandbox does. */
  wrap: v.optional(v.string()),
  /**
   * The keys and the known_hosts of the client's user, with which a login is tried. Without it there are none, and the ssh that confirms a run is
   * given the key of the lab and takes every host key.
   */
  account: v.optional(Account),
  /** Leaves the kernel's rate limits of ICMP errors at their defaults. */
  icmpLimits: v.optional(v.boolean(), false),
  /** Size of the disk of each host, e.g. `64m`. */
  disk: v.optional(v.string()),
  /** Limits of the cgroup of each host, e.g. `pids.max`. */
  limits: v.optional(v.record(v.string(), v.string())),
  truth: Truth,
  /** What the client's own ssh must say (a regular expression), where the class alone does not tell; and how long it may take. */
  ssh: v.optional(v.string()),
  /** Further evidence that the scenario is what it says, by other tools than sshwhy: each must succeed. After sshwhy has run. */
  proof: v.optional(v.array(Step), []),
  /** The rule that decides about a new connection, by `nft monitor trace` on a node: a regular expression on its lines. */
  trace: v.optional(v.strictObject({ node: v.string(), rule: v.string() })),
  /** What the command that the report names must print on the broken host: a regular expression. */
  tells: v.optional(v.string()),
  /** Where it is run, if not where the report says first. */
  decideOn: v.optional(v.string()),
  /** The repairs, one for each wall in order. Before the last the client's ssh must still fail, after it it must work. Null: why there is none. */
  repair: v.union([v.array(Step), v.strictObject({ none: v.string() })]),
  /** Why this version cannot judge the fault, although it knows the cause: it shows only after the identification. */
  beyond: v.optional(v.string()),
  /** Why there is more to know. */
  note: v.optional(v.string()),
})
export type Scenario = v.InferOutput<typeof Scenario>
