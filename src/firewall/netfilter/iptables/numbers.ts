/** A number as xtables_strtoui() reads it: decimal, octal after `0`, hexadecimal after `0x`, no sign; null when it is none or is above `most`. */
export function wholeNumber(text: string, most: number): number | null {
  if (text.length === 0 || text.length > 20) return null
  const number = /^0x[0-9a-f]+$/i.test(text)
    ? Number.parseInt(text.slice(2), 16)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^(0|[1-9]\d*)$/.test(text)
        ? Number(text)
        : Number.NaN
  return number <= most ? number : null
}

/** Both ends belong to it. */
export interface NumberRange {
  readonly first: number
  readonly last: number
}

/** `n` or `from:to`, either of which may be missing (0, `most`); null when it is none, or is empty. */
export function numberRange(
  text: string,
  most: number,
  read: (word: string) => number | null = (word) => wholeNumber(word, most),
): NumberRange | null {
  const colon = text.indexOf(':')
  const first = colon === 0 ? 0 : read(colon < 0 ? text : text.slice(0, colon))
  const last = colon < 0 ? first : colon === text.length - 1 ? most : read(text.slice(colon + 1))
  return first === null || last === null || first > last ? null : { first, last }
}
