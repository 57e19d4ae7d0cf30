/** One line of an ssh_config file, or of `-o`. */
export interface ConfigLine {
  /** In lower case. */
  readonly keyword: string
  readonly words: readonly string[]
  /** What follows the keyword, as it stands: ProxyCommand and ProxyJump take it whole. */
  readonly rest: string
}

/** strdelim() in misc.c: the keyword ends at white space, at `=`, or at its closing quote. */
function splitKeyword(line: string): { keyword: string; rest: string } | null {
  const text = line.trimStart()
  const quote = /^([^\s"=]*)"([^"]*)"(.*)$/s.exec(text)
  if (quote) return { keyword: `${quote[1]}${quote[2]}`, rest: (quote[3] ?? '').trimStart() }
  const plain = /^([^\s"=]+)(?:\s*=\s*|\s+)(.*)$/s.exec(text)
  return plain ? { keyword: plain[1] ?? '', rest: plain[2] ?? '' } : null
}

/** argv_split() in misc.c; null when a quote is not closed. */
function splitWords(text: string): string[] | null {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at++
      continue
    }
    if (text[at] === '#') break
    let word = ''
    let quote = ''
    for (; at < text.length; at++) {
      const character = text[at] ?? ''
      const next = text[at + 1] ?? ''
      if (character === '\\' && (next === "'" || next === '"' || next === '\\' || (quote === '' && next === ' '))) {
        word += next
        at++
      } else if (quote === '' && (character === ' ' || character === '\t')) break
      else if (quote === '' && (character === '"' || character === "'")) quote = character
      else if (quote !== '' && character === quote) quote = ''
      else word += character
    }
    if (quote !== '') return null
    words.push(word)
  }
  return words
}

/** Reads a line as process_config_line_depth() in readconf.c does; null for comments, empty lines and what ssh refuses anyway. */
export function parseConfigLine(line: string): ConfigLine | null {
  const split = splitKeyword(line.trimEnd())
  if (!split || split.keyword === '' || split.keyword.startsWith('#') || split.rest === '') return null
  const words = splitWords(split.rest)
  return words && { keyword: split.keyword.toLowerCase(), words, rest: split.rest }
}
