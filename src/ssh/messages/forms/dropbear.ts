import { formsOf } from '../form.ts'

/** dbclient of Dropbear, as on OpenWrt. */
export default formsOf('dbclient', [
  [
    'dbclient-connect',
    /\b(?:dbclient|ssh): Connection to \S{1,64}@(?<host>[^\s:]{1,255}):\S{1,8} exited: Connect failed: (?<why>.{1,160})/,
    'connect',
  ],
  ['dbclient-name', /\bexited: Connect failed: Error resolving '(?<host>[^'\s]{1,255})'/, 'name-unknown'],
  ['dbclient-auth', /\bexited: No auth methods could be used/, 'login-refused'],
  ['dbclient-no-match', /\bexited: No matching algo /, 'no-common-algorithm'],
  ['dbclient-closed', /\bexited: (?:Remote closed the connection|Error reading: |Remote host closed)/, 'handshake-ended'],
])
