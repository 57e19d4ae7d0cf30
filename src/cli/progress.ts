import { fit } from './cells.ts'
import type { Look } from './look.ts'
import { write } from './output.ts'
import { plain } from './plain.ts'

/** Quick answers are not worth a line that flickers. */
const FIRST = 200
const EVERY = 100
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
    const text =
      this.#until === null
        ? `${this.#text} … ${(Math.max(0, now - this.#since) / 1000).toFixed(1)} s`
        : `waiting ${Math.ceil(Math.max(0, this.#until - now) / 1000)} s: ${this.#text}`
    const [line] = fit(plain(this.#look, text), this.#look.width - 1)
    write(2, ERASE + line)
    this.#shown = true
  }
}
