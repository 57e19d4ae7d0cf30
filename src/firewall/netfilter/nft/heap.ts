/** Numbers, the least on top. */
export class Heap {
  readonly #tree: number[] = []

  get top(): number | undefined {
    return this.#tree[0]
  }

  push(number: number): void {
    let at = this.#tree.push(number) - 1
    while (at > 0) {
      const above = (at - 1) >>> 1
      if ((this.#tree[above] as number) <= number) break
      this.#tree[at] = this.#tree[above] as number
      at = above
    }
    this.#tree[at] = number
  }

  pop(): void {
    const last = this.#tree.pop()
    const size = this.#tree.length
    if (last === undefined || size === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= size) break
      if (below + 1 < size && (this.#tree[below + 1] as number) < (this.#tree[below] as number)) below++
      if ((this.#tree[below] as number) >= last) break
      this.#tree[at] = this.#tree[below] as number
      at = below
    }
    this.#tree[at] = last
  }
}
