/** glibc's own, where the file or the line is missing (nss_database.c). */
const DEFAULT = 'hosts: files dns'

/**
 * The line `hosts:` of nsswitch.conf(5), without its comment.
 * @returns the line of the file, or glibc's default
 */
export function hostsLine(text: string): string {
  const line = text.split('\n').find((each) => /^\s*hosts:/.test(each))
  return line === undefined ? DEFAULT : line.replace(/#.*$/, '').trim().slice(0, 512)
}

/** The sources of a `hosts:` line in their order, without the actions in brackets. */
export function hostSources(line: string): readonly string[] {
  return line
    .replace(/^\s*hosts:/, '')
    .replace(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((word) => /^[\w-]{1,64}$/.test(word))
}
