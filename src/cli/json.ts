/** Characters that JSON need not escape but a terminal may act on: DEL, C1, bidirectional and zero-width controls. */
const ACTIVE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** One line of JSON that no terminal can take for a command; a JSON reader sees the same strings. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value)
  return `${text.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}
