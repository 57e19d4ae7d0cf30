import { parseAst } from 'rolldown/parseAst'
import type { Plugin } from 'rolldown'

interface Node {
  readonly type: string
  readonly end: number
  readonly [key: string]: unknown
}

/** How rolldown writes an imported `node:` module, the second line only for default and namespace imports. */
const REQUIRE = /^let (node_\w+) = (require\("node:[\w/]+"\));(?:\n\1 = ((?:\w+\.)?__toESM)\(\1(, 1)?\);)?$/gm

/**
 * Rolldown plugin for CommonJS output: a `node:` module is required where it is first used, not where the chunk begins. `node:net` alone
 * costs 3 ms and `node:crypto` 9 ms; the sources import them as usual.
 */
export const lazyBuiltins = (): Plugin => ({ name: 'lazy-builtins', renderChunk: (code) => ({ code: lazy(code) }) })

/** @throws Error when the name of a module is bound a second time in the chunk: calling it blindly would break the program. */
export function lazy(code: string): string {
  const heads = [...code.matchAll(REQUIRE)]
  const names = new Set(heads.map((head) => head[1]))
  const calls: number[] = []
  visit(parseAst(code) as unknown as Node, (node, parent) => {
    if (node.type !== 'Identifier' || !names.has(String(node['name']))) return
    if (heads.some((head) => head.index < node.end && node.end < head.index + head[0].length)) return
    if (parent.type !== 'MemberExpression' || parent['object'] !== node)
      throw new Error(`${String(node['name'])} is more than an imported module`)
    calls.push(node.end)
  })
  let out = ''
  let from = 0
  for (const end of calls.toSorted((a, b) => a - b)) {
    out += `${code.slice(from, end)}()`
    from = end
  }
  return (out + code.slice(from)).replace(REQUIRE, (_: string, name: string, load: string, toEsm?: string, interop: string = '') => {
    const module = toEsm === undefined ? load : `${toEsm}(${load}${interop})`
    return `let ${name}$;\nconst ${name} = () => (${name}$ ??= ${module});`
  })
}

function visit(node: Node, seen: (node: Node, parent: Node) => void): void {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child === null || typeof child !== 'object' || typeof (child as Node).type !== 'string') continue
      seen(child as Node, node)
      visit(child as Node, seen)
    }
  }
}
