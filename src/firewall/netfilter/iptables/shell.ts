/** A command of iptables in a shell script. */
export interface ShellCommand {
  readonly program: string
  readonly words: readonly string[]
}

const PROGRAM = /^(?:\/\S*\/)?(ip6?tables(?:-nft|-legacy)?)$/

/**
 * The command of a line of a shell script, where it is one of iptables, with nothing but words. What a shell would put in their place (`$IP`)
 * stays as it is written. Null: it is none.
 */
export function shellCommand(line: string): ShellCommand | null {
  const words = shellWords(line)
  const at = words?.[0] === 'sudo' ? words.findIndex((word, index) => index > 0 && !word.startsWith('-')) : 0
  const program = PROGRAM.exec(words?.[at] ?? '')?.[1]
  return words && program !== undefined ? { program, words: words.slice(at + 1) } : null
}

/** Words as sh splits them; null: the line is more than one plain command, or a quote is not closed. */
function shellWords(line: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
      else if (quote === '"' && char === '\\' && '"\\$`'.includes(line.charAt(at + 1))) word += line.charAt(++at)
      else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === ' ' || char === '\t' || char === '\r') {
      if (word !== null) words.push(word)
      word = null
    } else if (char === '#' && word === null) break
    else if (';&|<>()`'.includes(char)) return null
    else word = (word ?? '') + (char === '\\' ? line.charAt(++at) : char)
  }
  if (word !== null) words.push(word)
  return quote === '' ? words : null
}
