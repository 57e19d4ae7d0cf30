/** What cannot be read, and why: a phrase such as `no port: "x"`. */
export interface Unreadable {
  readonly unreadable: string
}

export function unreadable(why: string): Unreadable {
  return { unreadable: why }
}

export function isUnreadable(read: object): read is Unreadable {
  return 'unreadable' in read
}
