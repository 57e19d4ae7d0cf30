/**
 * One way in which one program words a message.
 *
 * `form` is searched in a line of at most 4096 characters: every repetition in it is bounded or a single character class, so that it takes
 * linear time. Its groups: `host`, `address` (of the host), `port`, `user`, `why` (an error text of the system).
 */
export interface Form {
  /** Stable, kebab-case. */
  readonly id: string
  /** Who says so, as people call it. */
  readonly program: string
  readonly form: RegExp
  /** The id of a meaning; `connect` and `name`: that of the system's error text in the group `why`. */
  readonly means: string
}

/** A file of forms: those of one program, or of one family of messages of it. */
export type Forms = readonly Form[]

/** Builds the forms of one program: id, expression, meaning. */
export function formsOf(program: string, rows: readonly (readonly [id: string, form: RegExp, means: string])[]): Forms {
  return rows.map(([id, form, means]) => ({ id, program, form, means }))
}
