import * as fc from 'fast-check'

/** Pieces of which words of a command line, host names and configuration files are made, well formed and not. */
const PIECES = [
  '-', '--', '-o', '-p', '-vvv', '-l', '-F', '-J', '-oUser=', '-p22', '-4', '-', '@', ':', '::', '[', ']', '/', '%', '%41', '%00', '%h', '+', ';',
  'ssh://', 'ann', 'db1', '22', '65536', '0', '10.0.0.5', '2001:db8::1', 'fe80::1%eth0', '.', '..', ',', '$', '\\', '"', "'", '`', '(', '{', '|',
  '&', '<', '#', '=', ' ', ' -', '\t', '\n', '\r', '\f', '\0', '\u0007', '\u001b[2J', '\u007f', '\u009b', '\u00a0', '\u2028', '\u202e', '\ufeff', 'ö',
  '\ud800', '😀', 'Host', 'Match', 'exec', 'Include', 'HostName', 'Port', 'none',
] // prettier-ignore

/** Text that no parser may stumble over: pieces of the grammar, any Unicode, and now and then long runs. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...PIECES), fc.integer({ min: 0, max: 400 })).map(([piece, times]) => piece.repeat(times)),
  },
)
