import { formsOf } from '../form.ts'

/** GNU inetutils, Linux netkit, BSD and macOS, BusyBox and Windows. */
export default formsOf('telnet', [
  ['telnet-connect', /\btelnet: Unable to connect to remote host: (?<why>.{1,200})/, 'connect'],
  ['telnet-connect-address', /\btelnet: connect to address (?<address>[0-9a-fA-F.:%\w]{2,100}): (?<why>.{1,200})/, 'connect'],
  ['telnet-busybox', /\btelnet: can't connect to remote host(?: \((?<address>[^)\s]{1,100})\))?: (?<why>.{1,200})/, 'connect'],
  ['telnet-busybox-name', /\btelnet: bad address '(?<host>[^'\s]{1,255})'/, 'name-unknown'],
  ['telnet-inetutils-name', /\bServer lookup failure: {1,2}(?<host>[^\s:]{1,255}):\w{1,20}, (?<why>.{1,200})/, 'name'],
  ['telnet-name', /\btelnet: could not resolve (?<host>[^\s/]{1,255})\/\w{1,20}: (?<why>.{1,200})/, 'name'],
  [
    'telnet-bsd-name',
    /^(?<host>[^\s:]{1,255}): (?<why>nodename nor servname provided, or not known|Unknown host|No address associated with (?:host|node)name)/,
    'name',
  ],
  ['telnet-trying', /^Trying (?<address>[0-9a-fA-F.:%\w]{2,100})\.\.\.$/, 'trying'],
  ['telnet-connected', /^Connected to (?<host>[^\s]{1,255}?)\.?$/, 'open'],
  ['telnet-closed', /^Connection closed by foreign host\.$/, 'closed-by-foreign-host'],
  [
    'telnet-windows',
    /(?:\bConnecting To (?<host>\S{1,255}?)\.\.\.)?Could not open connection to the host, on port (?<port>\d{1,5}): Connect failed/,
    'connect-failed',
  ],
  ['telnet-greeting', /^SSH-(?:2\.0|1\.99)-\S/, 'speaks-ssh'],
])
