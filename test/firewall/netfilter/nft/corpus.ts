import type { NftJson } from '../../../../src/firewall/netfilter/nft/ast.ts'

/** A rule of a `.t` file of nftables that must load, in a file for nft -f with what it needs. */
export interface TestedRule {
  readonly text: string
  /** As it stands in the test, which is the name of its JSON. */
  readonly rule: string
  /** How nft lists it, where that differs; `text` is then of that. */
  readonly output: string | null
}

/**
 * Reads a `.t` file, as nft-test.py does: `:` a chain, `*` a table, `!` a set, `?` its elements, `%` an object, `-` a comment, and else
 * `RULE;ok[;LISTED]`.
 */
export function testedRules(file: string): readonly TestedRule[] {
  const tables: string[] = []
  const body: string[] = []
  const elements: string[] = []
  const rules: TestedRule[] = []
  for (const line of file.split('\n').map((each) => each.trim())) {
    const [head = '', ...rest] = line.slice(1).split(';')
    const ok = rest.at(-1) === 'ok'
    switch (line.charAt(0)) {
      case '':
      case '#':
      case '-':
        break
      case ':':
        body.push(`chain ${head} { ${rest.join(';')}; }`)
        break
      case '*':
        tables.push([head, rest[0]].join(' '))
        break
      case '!':
        if (ok) body.push(setOf(head))
        break
      case '?':
        if (ok) elements.push(head)
        break
      case '%':
        if (ok) body.push(objectOf([head, ...rest.slice(0, -1)].join(';')))
        break
      default: {
        const [rule = '', state, output] = line.split(';')
        if (state !== 'ok') break
        const placed = (each: string): string => fileOf(tables[0] ?? '', body, elements, each)
        rules.push({ text: placed(rule), rule, output: null })
        if (output !== undefined) rules.push({ text: placed(output), rule, output })
      }
    }
  }
  return rules
}

function fileOf(table: string, body: readonly string[], elements: readonly string[], rule: string): string {
  const added = elements.map((line) => `add element ${table} ${line.replace(' ', ' { ')} }\n`)
  return `table ${table} {\n${body.join('\n')}\n}\n${added.join('')}add chain ${table} tested\nadd rule ${table} tested ${rule}\n`
}

/** `NAME type ipv4_addr [: DATA] [timeout 1h] [flags interval]` */
function setOf(line: string): string {
  const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
  const kind = rest.includes(' : ') ? 'map' : 'set'
  return `${kind} ${name} { ${rest.replaceAll(/\s(flags|timeout)\s/g, '; $1 ')}; }`
}

/** `NAME type ct helper { … }`, or without braces. */
function objectOf(line: string): string {
  const [, name = '', kind = '', rest = ''] = /^(\S+) type (ct \w+|\w+)\s*(.*)$/.exec(line) ?? []
  return `${kind} ${name} ${rest.startsWith('{') ? rest : `{ ${rest} }`}`
}

/** The JSON of each rule: `# RULE` above an array. */
export function jsonBlocks(file: string): ReadonlyMap<string, NftJson> {
  const blocks = file.split(/^# /m).slice(1)
  return new Map(
    blocks.flatMap((block) => {
      const end = block.indexOf('\n')
      try {
        return [[block.slice(0, end).trim(), JSON.parse(block.slice(end)) as NftJson]]
      } catch {
        // Comments of the authors.
        return []
      }
    }),
  )
}
