const [SPACE, TAB, RETURN, QUOTE, BACKSLASH] = [32, 9, 13, 34, 92] as const

/**
 * The words of a line from `at` on, as iptables-restore splits them: by blanks, with `"` around blanks, and `\` inside of quotes before a
 * character that stands for itself (add_param_to_argv() of xshared.c). Null: a quote is not closed.
 */
export function words(line: string, at: number): string[] | null {
  const found: string[] = []
  const end = line.length
  while (at < end) {
    let code = line.charCodeAt(at)
    if (code === SPACE || code === TAB || code === RETURN) {
      at++
      continue
    }
    const start = at
    while (at < end && code !== SPACE && code !== TAB && code !== RETURN && code !== QUOTE) code = line.charCodeAt(++at)
    if (code !== QUOTE || at === end) {
      found.push(line.slice(start, at))
      continue
    }
    const quoted = quotedWord(line, start)
    if (quoted === null) return null
    found.push(quoted.word)
    at = quoted.end
  }
  return found
}

/** A word that has quotes somewhere. */
function quotedWord(line: string, at: number): { word: string; end: number } | null {
  let word = ''
  let open = false
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (open && code === BACKSLASH && at + 1 < line.length) word += line.charAt(++at)
    else if (code === QUOTE) open = !open
    else if (!open && (code === SPACE || code === TAB || code === RETURN)) break
    else word += line.charAt(at)
  }
  return open ? null : { word, end: at }
}
