import { readFileSync } from 'node:fs'
import { parseAst } from 'rolldown/parseAst'

/** One import, export-from, dynamic import or import type. `null`: a dynamic import of something that is not a plain string. */
export interface Import {
  readonly specifier: string | null
  readonly line: number
}

/** A name as it is used in the text, e.g. `process`, `Math.random` or `localeCompare`. */
export interface Use {
  readonly name: string
  readonly line: number
}

export interface Scan {
  readonly imports: readonly Import[]
  /** Names that the file uses and nowhere declares, and `Date()` and `new Date()`, which read the clock. */
  readonly globals: readonly Use[]
  /** Properties read, each as `.name`, and as `object.name` where the object is a plain name. */
  readonly members: readonly Use[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** What a TypeScript file imports (types included), and which names it uses without declaring them anywhere. */
export function scan(file: string): Scan {
  return scanText(readFileSync(file, 'utf8'))
}

function scanText(text: string): Scan {
  const imports: Import[] = []
  const used: Use[] = []
  const members: Use[] = []
  const declared = new Set<string>()
  const line = (node: Node): number => text.slice(0, node.start).split('\n').length
  const visit = (node: Node, parent: Node | null, key: string): void => {
    const from = IMPORTS[node.type]
    if (from !== undefined && isNode(node[from])) {
      const literal = node[from]
      imports.push({ specifier: typeof literal['value'] === 'string' ? literal['value'] : null, line: line(node) })
    }
    if (node.type === 'Identifier') {
      const name = String(node['name'])
      if (declares(parent, key)) declared.add(name)
      else if (reads(parent, key)) used.push({ name, line: line(node) })
    }
    for (const name of bound(node)) declared.add(name)
    const clock = readsClock(node)
    if (clock !== null) used.push({ name: clock, line: line(node) })
    members.push(...member(node).map((name) => ({ name, line: line(node) })))
    for (const [name, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, node, name)
    }
  }
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node, null, '')
  return { imports, globals: used.filter(({ name }) => !declared.has(name)), members }
}

const IMPORTS: Readonly<Record<string, string>> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSImportType: 'source',
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** A `Date()` or `new Date()` that reads the clock. */
function readsClock(node: Node): string | null {
  const callee = isNode(node['callee']) ? node['callee'] : null
  if (callee?.type !== 'Identifier' || callee['name'] !== 'Date') return null
  if (node.type === 'CallExpression') return 'Date()'
  return (node['arguments'] as readonly unknown[]).length === 0 ? 'new Date()' : null
}

function member(node: Node): readonly string[] {
  const { object, property } = node
  if (node.type !== 'MemberExpression' || !isNode(object) || !isNode(property)) return []
  const name = String(node['computed'] === true ? property['value'] : property['name'])
  return object.type === 'Identifier' ? [`.${name}`, `${String(object['name'])}.${name}`] : [`.${name}`]
}

/** The names that a destructuring pattern binds. */
function bound(node: Node): readonly string[] {
  if (node.type === 'ArrayPattern') return (node['elements'] as readonly unknown[]).filter(isNode).flatMap(plain)
  if (node.type !== 'ObjectPattern') return []
  return (node['properties'] as readonly Node[])
    .map((property) => property['value'])
    .filter(isNode)
    .flatMap(plain)
}

const plain = (node: Node): readonly string[] => (node.type === 'Identifier' ? [String(node['name'])] : [])

function declares(parent: Node | null, key: string): boolean {
  if (parent === null) return false
  if (parent.type.startsWith('Import')) return key === 'local'
  if (['params', 'rest', 'argument'].includes(key) && /Function|RestElement/.test(parent.type)) return true
  return key === 'id' || (parent.type === 'AssignmentPattern' && key === 'left') || (parent.type === 'CatchClause' && key === 'param')
}

/** Is this identifier a name that is looked up, and not a key, a label or part of a type? */
function reads(parent: Node | null, key: string): boolean {
  if (parent === null || parent.type.startsWith('Import') || parent.type.startsWith('Export')) return false
  if (parent.type === 'MemberExpression' && key === 'property') return parent['computed'] === true
  if (key === 'key') return parent['computed'] === true
  return !parent.type.startsWith('TS') || key === 'expression'
}
