import type { Step, TableFamily } from '../ruleset.ts'
import { unknown } from '../answer.ts'
import type { NftJson, NftObject } from './ast.ts'
import type { DataType } from './data-type.ts'
import type { Expression, ExpressionPart, Scope } from './expression.ts'
import { EXPRESSIONS } from './expressions/all.ts'
import type { NamedSet } from './named-set.ts'
import { NotUnderstood } from './not-understood.ts'
import type { StatementPart } from './statement.ts'
import { STATEMENTS } from './statements/all.ts'
import { keyed, objectOf, textOf } from './tree.ts'

/** How deep expressions may nest. */
const DEEPEST = 24

interface Kind {
  /** The key of the part. */
  readonly name: string
  readonly part: ExpressionPart
}

/** By the key of the JSON object, and what stands behind it in the key of the part ('' where nothing does). */
const EXPRESSION = new Map<string, Map<string, Kind>>()
for (const part of EXPRESSIONS) {
  for (const name of part.keys) {
    const [, key = name, rest = ''] = /^(payload|meta|ct) (.+)$/.exec(name) ?? []
    const kinds = EXPRESSION.get(key) ?? new Map<string, Kind>()
    EXPRESSION.set(key, kinds.set(rest, { name, part }))
  }
}
const STATEMENT = new Map<string, StatementPart>(STATEMENTS.flatMap((part) => part.keys.map((key) => [key, part] as const)))

/** What the rules of one table see of it. */
export interface TableContent {
  readonly family: TableFamily
  readonly name: string
  readonly sets: ReadonlyMap<string, NamedSet>
  /** Stateful objects, by kind and name with a space between. */
  readonly objects: ReadonlyMap<string, NftObject>
}

/** Turns the statements of one table's rules into steps. */
export class Compiler {
  readonly #scope: Scope
  readonly #kept = new Map<Kind, Expression>()
  #depth = 0

  constructor({ family, name, sets, objects }: TableContent, dumped: boolean) {
    this.#scope = {
      family,
      table: name,
      dumped,
      sets,
      object: (kind, object) => objects.get(`${kind} ${object}`),
      expression: (json, expected) => this.#expression(json, expected),
      steps: (json) => this.#statement(json),
    }
  }

  /**
   * The steps of a rule. What is not understood becomes a step that is unknown; where it may have been a verdict, so is what follows.
   * @param missed is told why, for each such statement
   */
  rule(statements: readonly NftJson[], missed: (why: string) => void): readonly Step[] {
    const steps: Step[] = []
    for (const statement of statements) {
      try {
        for (const step of this.#statement(statement)) steps.push(step)
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error
        this.#depth = 0
        missed(error.message)
        steps.push(...unreadSteps(statement, error.message))
      }
    }
    // An array that grew keeps room for more.
    return steps.length === 0 ? NOTHING : steps.slice()
  }

  #statement(json: NftJson | undefined): readonly Step[] {
    const { key, value } = keyed(json)
    const part = STATEMENT.get(key)
    if (!part) throw new NotUnderstood(key === 'unread' ? (textOf(value) ?? 'a statement that was not read') : `the statement ${key}`)
    return this.#deeper(() => part.read(value, this.#scope, key))
  }

  #expression(json: NftJson | undefined, expected: readonly DataType[] | undefined): Expression {
    const { key, value } = keyed(json)
    const kind = EXPRESSION.get(key)?.get(selector(key, value))
    if (!kind) throw new NotUnderstood(`the expression ${key} ${selector(key, value)}`.trimEnd())
    // Without more words, a key of meta or ct is the same in each rule.
    if (key !== 'meta' && (key !== 'ct' || objectOf(value)['dir'] !== undefined)) return this.#read(kind, value, expected)
    let found = this.#kept.get(kind)
    if (!found) this.#kept.set(kind, (found = this.#read(kind, value, expected)))
    return found
  }

  #read({ part, name }: Kind, value: NftJson | undefined, expected: readonly DataType[] | undefined): Expression {
    return this.#deeper(() => part.read(value, this.#scope, name, expected))
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw new NotUnderstood('expressions nested too deep')
    const found = read()
    this.#depth--
    return found
  }
}

const NOTHING: readonly Step[] = []

/** What stands behind the key in the keys of parts. */
function selector(key: string, value: NftJson | undefined): string {
  if (key === 'payload') return textOf(objectOf(value)['protocol']) ?? 'raw'
  if (key === 'meta' || key === 'ct') return textOf(objectOf(value)['key']) ?? textOf(value) ?? ''
  return ''
}

/** A match that is not understood says nothing about what follows; anything else may be a verdict. */
function unreadSteps(statement: NftJson, why: string): readonly Step[] {
  const asks: Step = { match: ({ family }) => unknown(family, why) }
  if (Object.hasOwn(objectOf(statement), 'match')) return [asks]
  return [asks, { act: () => ({ go: 'unknown', why }) }]
}
