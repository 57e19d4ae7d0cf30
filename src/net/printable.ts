/**
 * Characters that could move a cursor, colour a screen, hide text or turn its direction: C0, DEL and C1 controls, line and paragraph
 * separators, zero-width and bidirectional controls, variation selectors, tags, and unpaired surrogates.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu

/** Plain ASCII, the common case: told at once, without the long list. */
const PLAIN = /^[ -~]*$/

/** Whether the text can be shown on a terminal or a page as it is. */
export function isPrintable(text: string): boolean {
  return PLAIN.test(text) || text.search(UNPRINTABLE) === -1
}

/**
 * Makes hostile text fit for a terminal, a log or a page: what is not printable becomes `\xNN` or `\u{N}`, and what is longer than
 * `max` UTF-16 units is cut, with an ellipsis.
 */
export function printable(text: string, max = 512): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text
  if (PLAIN.test(cut)) return cut
  return cut.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0
    const hex = code.toString(16)
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
  })
}
