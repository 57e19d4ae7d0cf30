/**
 * Thrown within the reader where the tree holds something that is not known; caught at the statement or the set it belongs to, which is then
 * unknown for this reason.
 */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood'
}
