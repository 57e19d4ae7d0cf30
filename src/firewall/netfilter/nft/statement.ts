import type { Documented } from '../part.ts'
import type { Step } from '../ruleset.ts'
import type { NftJson } from './ast.ts'
import type { Scope } from './expression.ts'

/** Knows one kind of statement. */
export interface StatementPart {
  readonly documented: Documented
  /** Keys of the JSON object. */
  readonly keys: readonly string[]
  /**
   * What it does; nothing for what neither decides nor changes anything that is walked.
   * @throws {NotUnderstood}
   */
  readonly read: (json: NftJson | undefined, scope: Scope, key: string) => readonly Step[]
}
