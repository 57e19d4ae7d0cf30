import { printable } from '../../../src/net/printable.ts'

/** Text that is HTML already. Only `markup` and `trusted` make it. */
export interface Markup {
  readonly html: string
}

type Part = string | number | Markup | readonly Part[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }

/** Makes hostile text fit for a page, in an element or a quoted attribute. Of control characters only the line feed stays one. */
function escape(text: string): string {
  const lines = text.split('\n').map((line) => printable(line, Infinity))
  return lines.join('\n').replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character]!)
}

function htmlOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return 'html' in part ? part.html : part.map(htmlOf).join('')
}

/** Template of HTML: everything put into it is escaped, unless it is such a template itself. Lists are joined without anything between. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.map((text, index) => text + (index < parts.length ? htmlOf(parts[index]!) : '')).join('') }
}

/** Text that this program wrote, to be taken as it is: the style and the script. */
export const trusted = (html: string): Markup => ({ html })

export const NOTHING: Markup = trusted('')

/** Joins with something between. */
export const joined = (parts: readonly Markup[], between: string): Markup =>
  markup`${parts.map((part, index) => (index === 0 ? part : markup`${between}${part}`))}`

/** The id of a cause, or `nothing`. */
export const cause = (id: string | null): Markup => (id === null || id === 'nothing' ? markup`<i>nothing</i>` : markup`<code>${id}</code>`)

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

export const seconds = (ms: number, digits = 2): string => `${(ms / 1000).toFixed(digits)} s`
