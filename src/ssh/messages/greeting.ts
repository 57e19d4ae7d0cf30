/**
 * The greetings by which other services speak first. Only forms that no SSH server sends before its identification are here: a match
 * is quoted as proof that the port is another service's. Bytes are latin1.
 */
const GREETINGS: readonly (readonly [RegExp, string])[] = [
  [/^220[ -][^\r\n]*\bE?SMTP\b/i, 'a mail server (SMTP)'],
  [/^220[ -][^\r\n]*\bFTP\b/i, 'an FTP server'],
  [/^HTTP\/[0-9.]+ [1-5][0-9]{2}\b/, 'a web server (HTTP)'],
  [/^\* OK [^\r\n]*\bIMAP/i, 'a mail server (IMAP)'],
  [/^\+OK [^\r\n]*\bPOP3?\b/i, 'a mail server (POP3)'],
  [/^RFB 00[0-9]\.00[0-9]\n/, 'a VNC server'],
  [/^@RSYNCD: [0-9]+\.[0-9]+/, 'an rsync daemon'],
  // MySQL protocol 10: 3 bytes of length, sequence 0, version 10, then the server version as text.
  [/^[^][^][^]\0\x0a[0-9]+\.[0-9]+\.[0-9]+[-A-Za-z0-9.+~:]*\0/, 'a MySQL or MariaDB server'],
  // TLS record of type alert, version 3.x.
  [/^\x15\x03[\x00-\x04]\x00\x02[\x01\x02]/, 'a TLS server'],
  [/^-(ERR|DENIED) /, 'a Redis server'],
  // Telnet: IAC followed by WILL, WONT, DO or DONT and an option.
  [/^(\xff[\xfb-\xfe][\x00-\x31]){2}/, 'a telnet server'],
]

/** Names the service that greets so, or null. */
export function recogniseGreeting(before: string): string | null {
  return GREETINGS.find(([form]) => form.test(before))?.[1] ?? null
}
