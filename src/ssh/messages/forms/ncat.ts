import { formsOf } from '../form.ts'

/** Of Nmap. */
export default formsOf('Ncat', [
  ['ncat-timeout', /\bNcat: TIMEOUT\./, 'timed-out'],
  ['ncat-name', /\bNcat: Could not resolve hostname "(?<host>[^"\s]{1,255})": (?<why>.{1,200})\. QUITTING/, 'name'],
  ['ncat-open', /\bNcat: Connected to (?<address>[0-9a-fA-F.:%]{2,60}):(?<port>\d{1,5})\./, 'open'],
  [
    'ncat-connect',
    /\bNcat: (?<why>(?:Connection refused|No route to host|Network is unreachable|Permission denied|Connection timed out|Cannot assign requested address))\./,
    'connect',
  ],
])
