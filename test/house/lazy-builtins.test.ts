import { expect, test } from 'vitest'
import { lazy } from '../../scripts/lazy-builtins.ts'

/** Runs CommonJS text and says which modules it asked for, in order, and what it exported. */
function run(code: string): { readonly asked: readonly string[]; readonly exports: Record<string, unknown> } {
  const asked: string[] = []
  const exports: Record<string, unknown> = {}
  const load = (name: string): unknown => {
    asked.push(name)
    return { join: (...parts: string[]) => parts.join('/') }
  }
  const interop = 'const __toESM = (module) => ({ ...module, default: module });\n'
  new Function('require', 'exports', interop + code)(load, exports)
  return { asked, exports }
}

const HEAD = 'let node_path = require("node:path");\n'

test('a module is asked for at its first use, and once', () => {
  const { asked, exports } = run(lazy(`${HEAD}exports.both = () => (0, node_path.join)("a", "b") + node_path.join("c", "d");`))
  expect(asked).toEqual([])
  const both = exports['both'] as () => string
  expect([both(), both()]).toEqual(['a/bc/d', 'a/bc/d'])
  expect(asked).toEqual(['node:path'])
})

test('default and namespace imports keep their interop', () => {
  const { exports } = run(lazy(`${HEAD}node_path = __toESM(node_path, 1);\nexports.a = node_path.default.join("a", "b");`))
  expect(exports['a']).toBe('a/b')
})

test('other modules, and text that only looks like an import, stay as they are', () => {
  const code = 'let koffi = require("koffi");\nexports.a = "node_path.join";'
  expect(lazy(code)).toBe(code)
})

test('a name that is more than the module is refused, and not broken', () => {
  expect(() => lazy(`${HEAD}exports.a = (node_path) => node_path.join("a");`)).toThrow('more than an imported module')
  expect(() => lazy(`${HEAD}exports.a = node_path;`)).toThrow('more than an imported module')
})
