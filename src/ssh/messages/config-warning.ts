import { printable } from '../../net/printable.ts'

/** readconf.c: error() or debug() for oUnsupported, oDeprecated, oIgnore and IgnoreUnknown. */
const WARNING = /^(?:debug\d: )?(.+ line \d+: (?:Deprecated|Unsupported|Ignored unknown) option "[^"]*")\.?$/
const MAX_WARNINGS = 32
const MAX_LINE = 1024

/** What `ssh -v` says of options that it passes over, each `FILE line N: …`. @param log its standard error */
export function configWarnings(log: string): readonly string[] {
  const found = log.split(/\r?\n/).flatMap((line) => {
    const match = line.length > MAX_LINE ? null : WARNING.exec(line)
    return match ? [printable(match[1] ?? '', 300)] : []
  })
  return [...new Set(found)].slice(0, MAX_WARNINGS)
}
