/**
 * percent_expand() in misc.c. @param tokens what stands for each letter, e.g. `{ h: 'db1' }`; `%%` is a percent sign
 * @returns null for a token that is not among them, or a `%` at the end: ssh gives up there
 */
export function percentExpand(text: string, tokens: Readonly<Record<string, string>>): string | null {
  let failed = false
  const expanded = text.replaceAll(/%(.?)/gs, (_, letter: string) => {
    if (letter === '%') return '%'
    const value = Object.hasOwn(tokens, letter) ? tokens[letter] : undefined
    if (value === undefined) failed = true
    return value ?? ''
  })
  return failed ? null : expanded
}
