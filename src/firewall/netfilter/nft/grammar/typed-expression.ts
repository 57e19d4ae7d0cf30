import type { NftJson } from '../ast.ts'
import type { DataType } from './typed.ts'

/** An expression and the data type of its value. */
export interface Expression {
  readonly json: NftJson
  readonly type: DataType
}
