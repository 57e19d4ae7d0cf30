/** What stands after an option. `optional`: the next word is taken unless it begins with `-`. */
export interface OptionValue {
  readonly name: string
  readonly optional?: true
  readonly choices?: readonly string[]
  /** Shells complete file names. */
  readonly file?: true
  /** Shells complete the addresses and interfaces of this machine. */
  readonly own?: true
}

export interface Option {
  /** Without the two dashes. Ours are long only: every short option is ssh's. */
  readonly name: string
  readonly value?: OptionValue
  /** One sentence for `--help`, the manual and the shells. */
  readonly text: string
  readonly group: 'What is shown' | 'How it looks' | 'Which packet the rules of a firewall judge' | 'More'
  /** It means something to commands alone, not where a host is asked. */
  readonly command?: true
}

/** The one table from which parsing, `--help`, docs/cli.md and the shell completions are made. */
export const OPTIONS = [
  { name: 'quiet', text: 'The first lines, the verdict, and nothing else.', group: 'What is shown' },
  { name: 'all', text: 'Everything: each cause that was judged, and what was seen.', group: 'What is shown' },
  { name: 'json', text: 'The diagnosis as one line of JSON; its schema: sshwhy schema.', group: 'What is shown' },
  {
    name: 'export',
    value: { name: 'ticket', choices: ['ticket'] },
    text: 'A plain text for a network team or provider, without user names or local paths.',
    group: 'What is shown',
  },
  { name: 'gentle', text: 'One SYN to the SSH port of each address, and nothing else.', group: 'How it looks' },
  { name: 'no-login', text: 'Try no login by ssh where all before it passes.', group: 'How it looks' },
  { name: 'again', text: 'Greet the SSH server although it was greeted often enough of late.', group: 'How it looks' },
  {
    name: 'thorough',
    text: 'Follow the way to the address, and find which hop refuses or drops: up to a minute.',
    group: 'How it looks',
  },
  {
    name: 'check-egress',
    value: { name: 'HOST[:PORT],…', optional: true },
    text: 'Try ports 22 and 443 of these hosts, too: does this network let SSH out? Without HOST, those of SSHWHY_EGRESS.',
    group: 'How it looks',
  },
  {
    name: 'also-from',
    value: { name: 'ADDRESS,…', own: true },
    text: 'Try the SSH port from these addresses or interfaces of this machine, too.',
    group: 'How it looks',
  },
  {
    name: 'timeout',
    value: { name: 'SECONDS' },
    text: 'How long an address may be silent (4), and a greeting (7): 0.1 to 60.',
    group: 'How it looks',
  },
  {
    name: 'record',
    value: { name: 'FILE', file: true },
    text: 'Write all that was seen to FILE (mode 0600), to be replayed or sent.',
    group: 'How it looks',
  },
  {
    name: 'from',
    value: { name: 'ADDRESS' },
    text: 'Where it comes from: the address of a client, or for who a prefix.',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'to',
    value: { name: 'ADDRESS' },
    text: 'The address of the server that it is sent to.',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'port',
    value: { name: 'PORT' },
    text: 'The port that it is sent to (22).',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'from-port',
    value: { name: 'PORT' },
    text: 'The port that it comes from; otherwise any.',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'iface',
    value: { name: 'INTERFACE' },
    text: 'The interface of the server that it comes in by.',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'established',
    text: 'It belongs to a connection that is open already; otherwise it is a first SYN.',
    group: 'Which packet the rules of a firewall judge',
    command: true,
  },
  {
    name: 'explain',
    value: { name: 'CAUSE', optional: true },
    text: 'What a cause is, how it shows and how it is mended; without CAUSE, the list.',
    group: 'More',
  },
  { name: 'version', text: 'The version of sshwhy.', group: 'More' },
  { name: 'help', text: 'This text.', group: 'More' },
] as const satisfies readonly Option[]

export type OptionName = (typeof OPTIONS)[number]['name']

export interface Command {
  readonly name: string
  /** What follows, as the manual writes it. */
  readonly words: string
  /** What its first word may be. */
  readonly choices?: readonly string[]
  /** Its words are files; with choices, those after the first. */
  readonly file?: true
  /** Ours that mean something here. */
  readonly options: readonly OptionName[]
  readonly text: string
}

export const COMMANDS = [
  {
    name: 'replay',
    words: 'FILE',
    file: true,
    options: ['json', 'quiet', 'all', 'export'],
    text: 'The same diagnosis from a recording (- reads standard input).',
  },
  {
    name: 'explain',
    words: '[TEXT|CAUSE]',
    options: ['json', 'quiet', 'all'],
    text: 'What the words of a failed ssh, git, scp, PuTTY, Ansible … mean (- or nothing reads a log); or what a cause is.',
  },
  { name: 'doctor', words: '', options: ['json'], text: 'What this machine lets sshwhy see, and what would let it see more.' },
  {
    name: 'firewall',
    words: 'why|who [FILE…]',
    choices: ['why', 'who'],
    file: true,
    options: ['from', 'to', 'port', 'from-port', 'iface', 'established', 'json', 'quiet', 'all'],
    text: 'Which rule of a firewall lets --from in or not (why), or who gets in at all (who), by what iptables-save, nft list ruleset … print (- or nothing reads standard input).',
  },
  {
    name: 'schema',
    words: '[diagnosis|observation|firewall]',
    choices: ['diagnosis', 'observation', 'firewall'],
    options: [],
    text: 'The JSON Schema of --json, or of a recording.',
  },
  {
    name: 'completion',
    words: 'bash|zsh|fish',
    choices: ['bash', 'zsh', 'fish'],
    options: [],
    text: 'A completion script for that shell.',
  },
  { name: 'help', words: '', options: [], text: 'This text.' },
] as const satisfies readonly Command[]

export type CommandName = (typeof COMMANDS)[number]['name']
