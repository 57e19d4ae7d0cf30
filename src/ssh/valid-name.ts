/**
 * OpenSSH refuses these in a host name: valid_hostname() in ssh.c since 9.6, with `,` since 10.0 (ssh_valid_hostname() in misc.c since
 * 10.3). The distributions carry it back to older versions, so the newest rule is applied to all.
 */
const HOST_REFUSES = /['`"$\\;&<>|(){}, ]/
/** The same for a user name: valid_ruser() in ssh.c, ssh_valid_ruser() in misc.c since 10.3. */
const USER_REFUSES = /['`";&<>|(){}]/
/** iscntrl(3), which ssh applies to both since 10.1, and the C1 controls, which no name has any use for. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/** @returns why OpenSSH refuses the host name, as the end of a sentence; null when it does not */
export function whyNotHost(host: string): string | null {
  if (host === '') return 'it is empty'
  if (host.startsWith('-')) return 'host names cannot begin with "-"'
  if (CONTROL.test(host)) return 'host names cannot contain control characters'
  const bad = HOST_REFUSES.exec(host)?.[0]
  if (bad === undefined) return null
  return `host names cannot contain ${bad === ' ' ? 'white space' : bad}`
}

/** @returns why OpenSSH refuses the user name, as the end of a sentence; null when it does not */
export function whyNotUser(user: string): string | null {
  if (user === '') return 'it is empty'
  if (user.startsWith('-')) return 'user names cannot begin with "-"'
  if (CONTROL.test(user)) return 'user names cannot contain control characters'
  const bad = USER_REFUSES.exec(user)?.[0]
  if (bad !== undefined) return `user names cannot contain ${bad}`
  if (user.includes(' -')) return 'user names cannot contain "-" after a space'
  return user.endsWith('\\') ? 'user names cannot end with "\\"' : null
}

/** valid_domain() in misc.c, which ssh applies to the host of an `ssh://` URI. */
export function isDomain(host: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(host) && !host.includes('..')
}
