/** One word of a POSIX shell command: as it is where no character is special, else in single quotes. Never begins an option by itself. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
