const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
])

/**
 * What `ipset -o xml` prints, in the words of `ipset save`: each line becomes one line, so that line numbers stay. What it cannot make sense of
 * it leaves as it is.
 */
export function savedFromXml(text: string): string {
  let [name, type] = ['', '']
  const lines = text.split('\n').map((line) => {
    const set = /^<ipset name="([^"]*)">/.exec(line)
    const ofType = /^<type>([^<]*)<\/type>/.exec(line)
    if (set) name = decoded(set[1] ?? '')
    else if (ofType) type = decoded(ofType[1] ?? '')
    else if (line.startsWith('<header>')) return `create ${name} ${type}${optionsOf(line.slice('<header>'.length))}`
    else if (line.startsWith('<member><elem>')) {
      const close = line.indexOf('</elem>')
      if (close > 0)
        return `add ${name} ${decoded(line.slice('<member><elem>'.length, close))}${optionsOf(line.slice(close + '</elem>'.length))}`
    } else if (!/^<\/?(\?xml|ipsets|ipset|revision|memsize|references|numentries|header|members)\b/.test(line)) return line
    return ''
  })
  return lines.join('\n')
}

/** `<family>inet</family><skbinfo/>` → ` family inet skbinfo`. */
function optionsOf(tags: string): string {
  return [...tags.matchAll(/<(\w+)(?:\/>|>([^<]*)<)/g)]
    .map(([, tag = '', value]) => (value === undefined ? ` ${tag}` : ` ${tag} ${decoded(value)}`))
    .join('')
}

function decoded(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES.get(entity) ?? entity)
}
