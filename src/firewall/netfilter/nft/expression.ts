import type { Packet } from '../packet.ts'
import type { Documented } from '../part.ts'
import type { Scene, Step, TableFamily } from '../ruleset.ts'
import type { NftJson, NftObject } from './ast.ts'
import type { DataType } from './data-type.ts'
import type { NamedSet } from './named-set.ts'
import type { Loaded, Simple } from './value.ts'

/** Something that a rule loads into a register. */
export interface Expression {
  /** Of each field of a concatenation; of others one. */
  readonly types: readonly DataType[]
  /** A pure function of packet and scene. */
  readonly load: (packet: Packet, scene: Scene) => Loaded
  /** The packet after a rule has set it; absent where nothing that is walked depends on it. Null: the rule breaks. */
  readonly store?: (packet: Packet, value: Simple) => Packet | null
}

/** What the parts may ask of the table that they stand in. */
export interface Scope {
  readonly family: TableFamily
  readonly table: string
  /** It was printed by nft(8), not written by hand. */
  readonly dumped: boolean
  /** @param expected types that the place where it stands asks for, where the tree does not tell its own. @throws {NotUnderstood} */
  readonly expression: (json: NftJson | undefined, expected?: readonly DataType[]) => Expression
  /** Sets and maps by name. */
  readonly sets: ReadonlyMap<string, NamedSet>
  /** A stateful object (`limit`, `quota` …). */
  readonly object: (kind: string, name: string) => NftObject | undefined
  /** Steps of statements inside of statements. @throws {NotUnderstood} */
  readonly steps: (json: NftJson | undefined) => readonly Step[]
}

/** Knows one kind of expression. */
export interface ExpressionPart {
  readonly documented: Documented
  /** The key of the JSON object, with the protocol of a `payload` and the key of `meta` and `ct` behind it: `payload tcp`, `meta mark`. */
  readonly keys: readonly string[]
  /** @throws {NotUnderstood} */
  readonly read: (json: NftJson | undefined, scope: Scope, key: string, expected?: readonly DataType[]) => Expression
}
