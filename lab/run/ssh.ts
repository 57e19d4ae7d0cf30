import { setTimeout as sleep } from 'node:timers/promises'
import type { Ran } from '../machine/shell.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Program } from './program.ts'

/** sshd with TCP wrappers closes after 5 s. */
const CONNECT_S = 7
const FAILS_S = 4

/** What the system's ssh says for a class of answer, where the scenario does not name it. */
const WORDS: readonly (readonly [RegExp, RegExp])[] = [
  [/^no address/, /Could not resolve hostname/],
  [/^(unsent )?silence/, /timed out/],
  [/rst$|^(unsent )?port-unreachable/, /Connection refused/],
  [
    /^(unsent )?[a-z-]+ from /,
    /Connection refused|No route to host|Network is unreachable|Permission denied|Protocol not available|timed out/,
  ],
  [/^open: (closed|words)/, /kex_exchange_identification|Connection (closed|reset)|banner/],
  [/^open: mute/, /timed out|Connection (closed|reset)/],
  [/^open: foreign/, /kex_exchange_identification|banner|timed out|Connection (closed|reset)/],
]

/** The client's own ssh. */
export class Ssh {
  readonly #program: Program
  readonly #options: readonly string[]
  readonly #words: readonly string[]

  /** @param options words that go before those typed · @param words what is typed after ssh */
  constructor(program: Program, options: readonly string[], words: readonly string[]) {
    this.#program = program
    this.#options = options
    this.#words = words
  }

  async #run(seconds: number): Promise<Ran> {
    const words = ['ssh', ...this.#options, '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${seconds}`, ...this.#words, 'true']
    return this.#program.runOther(['timeout', '-k', '1', String(seconds * 3), ...words])
  }

  /** What is wrong when it must fail as the class says; undefined when it does. */
  async mustSay(scenario: Scenario, answerClass: string): Promise<string | undefined> {
    const { code, stderr } = await this.#run(CONNECT_S)
    const said = stderr.trim()
    if (scenario.truth.wall === null) return code === 0 ? undefined : `ssh must work, and says: ${said}`
    if (code === 0) return 'ssh must fail, and works'
    const expected = scenario.ssh === undefined ? WORDS.find(([form]) => form.test(answerClass))?.[1] : new RegExp(scenario.ssh)
    return expected === undefined || expected.test(said) ? undefined : `ssh must say ${expected}, and says: ${said}`
  }

  async fails(): Promise<boolean> {
    return (await this.#run(FAILS_S)).code !== 0
  }

  /** Resolves with undefined as soon as it works, or with what it says when it does not within some tries. */
  async works(): Promise<string | undefined> {
    let said = ''
    for (let round = 0; round < 4; round++) {
      const { code, stderr } = await this.#run(FAILS_S)
      if (code === 0) return undefined
      said = stderr.trim()
      await sleep(700)
    }
    return said
  }
}
