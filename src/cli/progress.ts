import { cells, fit } from './cells.ts'
import type { Look } from './look.ts'
import { write } from './output.ts'
import { plain } from './plain.ts'

/** Quick answers are not worth a line that flickers. */
const FIRST = 200
const EVERY = 100
/** Cells left free at the right: the terminal writes `^C` there, and does not wrap. */
const FREE = 4
const ERASE = '\r\u001b[2K'

/** One line on stderr that says what is waited for; erased at the end. Only for a terminal. */
export class Progress {
  readonly #look: Look
  readonly #now: () => number
  #timer: NodeJS.Timeout | undefined
  #text: string
  #since: number
  #until: number | null = null
  #shown = false

  constructor(look: Look, text: string, now: () => number = () => performance.now()) {
    this.#look = look
    this.#now = now
    this.#text = text
    this.#since = now()
    this.#timer = setTimeout(() => {
      this.#draw()
      this.#timer = setInterval(() => this.#draw(), EVERY).unref()
    }, FIRST).unref()
  }

  /** @param wait milliseconds that are counted down; without it the time that it takes is counted up */
  say(text: string, wait?: number): void {
    if (text === this.#text && wait === undefined) return
    this.#text = text
    this.#since = this.#now()
    this.#until = wait === undefined ? null : this.#since + wait
    if (this.#shown) this.#draw()
  }

  /** Leaves the line as it was found. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#shown) write(2, ERASE)
    this.#shown = false
  }

  #draw(): void {
    const now = this.#now()
    const line =
      this.#until === null
        ? live(this.#look, '', this.#text, ` … ${(Math.max(0, now - this.#since) / 1000).toFixed(1)} s`)
        : live(this.#look, `waiting ${Math.ceil(Math.max(0, this.#until - now) / 1000)} s: `, this.#text, '')
    write(2, ERASE + line)
    this.#shown = true
  }
}

/** The live line: the time is always shown, and the text is cut, with an ellipsis, where there is no room. */
export function live(look: Look, before: string, text: string, after: string): string {
  const [head, shown, tail] = [plain(look, before), plain(look, text), plain(look, after)]
  const room = look.width - FREE - cells(head) - cells(tail)
  if (cells(shown) <= room) return head + shown + tail
  // What counts up brings its own.
  const ellipsis = tail === '' ? plain(look, '…') : ''
  const [cut] = fit(shown, Math.max(1, room - cells(ellipsis)))
  return cut.trimEnd() === '' ? head + tail : head + cut.trimEnd() + ellipsis + tail
}
