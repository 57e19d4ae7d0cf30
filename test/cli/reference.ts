import { COMMANDS, OPTIONS } from '../../src/cli/options.ts'
import type { Command, Option } from '../../src/cli/options.ts'
import { jsonSchema } from '../../src/cli/schema.ts'
import { EXIT } from '../../src/model/error.ts'
import { ENVIRONMENT } from '../../src/cli/environment.ts'
import { EXIT_MEANS } from '../../src/cli/exit-means.ts'

type Row = readonly string[]

/** A table as oxfmt writes it. */
function table(head: Row, rows: readonly Row[]): string {
  const safe = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = head.map((name, column) => Math.max(3, name.length, ...safe.map((row) => row[column]?.length ?? 0)))
  const line = (row: Row): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...safe.map(line)].join('\n')
}

function optionTable(): string {
  const options: readonly Option[] = OPTIONS
  return table(
    ['option', 'what it does'],
    options.map(({ name, value, text }) => {
      const shown = value ? (value.optional ? ` [${value.name}]` : ` ${value.name}`) : ''
      return [`\`--${name}${shown}\``, text]
    }),
  )
}

function commandTable(): string {
  const commands: readonly Command[] = COMMANDS
  return table(
    ['command', 'what it does', 'options'],
    commands.map(({ name, words, text, options }) => [
      `\`sshwhy ${`${name} ${words}`.trim()}\``,
      text,
      options.map((option) => `\`--${option}\``).join(' '),
    ]),
  )
}

function exitTable(): string {
  return table(
    ['code', 'means'],
    Object.entries(EXIT).map(([name, code]) => [`\`${code}\``, EXIT_MEANS[name as keyof typeof EXIT]]),
  )
}

function variableTable(): string {
  return table(
    ['variable', 'effect'],
    ENVIRONMENT.map(({ names, text }) => [names.map((name) => `\`${name}\``).join(', '), text]),
  )
}

interface Node {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly $ref?: string
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``
  if (node.enum) return node.enum.map((one) => `\`${JSON.stringify(one)}\``).join(' ')
  if (node.oneOf) return `object, \`kind\` ${node.oneOf.map((one) => typeOf(one.properties?.['kind'] ?? {})).join(' ')}`
  if (node.anyOf) return [...new Set(node.anyOf.map(typeOf))].join(' or ')
  if (node.$ref) return 'this document'
  if (node.items) return `list of ${typeOf(node.items)}`
  return node.type ?? 'any'
}

/** Every key of a schema, with its path. Objects that stand in several places are told where they stand first. */
function keys(node: Node, path: string, told: Set<string>): readonly Row[] {
  const inner = node.anyOf?.find((one) => one.properties) ?? node
  if (inner.items) return keys(inner.items, `${path}[]`, told)
  if (!inner.properties || (node.anyOf && node.anyOf.filter((one) => one.properties).length > 1)) return []
  const shape = JSON.stringify(inner.properties)
  if (told.has(shape)) return []
  told.add(shape)
  return Object.entries(inner.properties).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    return [[`\`${here}\``, typeOf(value), value.description ?? ''], ...keys(value, here, told)]
  })
}

function keyTable(): string {
  const { $defs } = jsonSchema('diagnosis') as { readonly $defs: { readonly diagnosis: Node } }
  return table(['key', 'type', 'meaning'], keys($defs.diagnosis, '', new Set()))
}

function firewallKeyTable(): string {
  const { anyOf } = jsonSchema('firewall') as { readonly anyOf: readonly Node[] }
  return table(['key', 'type', 'meaning'], keys(anyOf[0] ?? {}, '', new Set()))
}

/** What stands between `<!-- name -->` and `<!-- /name -->` in the documents. */
const BLOCKS: Readonly<Record<string, () => string>> = {
  options: optionTable,
  commands: commandTable,
  exits: exitTable,
  keys: keyTable,
  'firewall-keys': firewallKeyTable,
  variables: variableTable,
}

/** A document of docs/ with its generated blocks made anew. */
export function fresh(document: string): string {
  return Object.entries(BLOCKS).reduce(
    (text, [name, make]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_, open: string, close: string) => `${open}\n${make()}\n\n${close}`,
      ),
    document,
  )
}
