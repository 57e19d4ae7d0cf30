import { formatAddress, parseAddress } from './address.ts'

/** One `nameserver` line. */
export interface ConfiguredServer {
  readonly address: string
  /** Line number, from 1. */
  readonly line: number
}

/** resolv.conf(5), as glibc reads it. */
export interface ResolvConf {
  readonly servers: readonly ConfiguredServer[]
  readonly search: readonly string[]
  /** So many dots make a name be tried as it is before the search domains. */
  readonly ndots: number
}

/** MAXNS; further lines are ignored. */
const MAX_SERVERS = 3
/** musl and old glibc take 6; glibc since 2.26 takes any number. */
const MAX_SEARCH = 6
const MAX_LINES = 4096
const MAX_NDOTS = 15

/** Whether the text is a host name of ASCII labels, at most 253 characters. */
function isDomain(text: string): boolean {
  return text.length <= 253 && /^[\w-]{1,63}(\.[\w-]{1,63})*$/.test(text)
}

/**
 * Reads /etc/resolv.conf. The last of `search` and `domain` holds, as in glibc (res_init.c). Without any server the local host is asked.
 * Never throws: what is not understood is passed over.
 */
export function parseResolvConf(text: string): ResolvConf {
  const servers: ConfiguredServer[] = []
  let search: readonly string[] = []
  let ndots = 1
  for (const [index, raw] of text.split('\n').slice(0, MAX_LINES).entries()) {
    // A comment begins the line (resolv.conf(5)); glibc matches keywords in the first column.
    const [keyword = '', ...words] = raw
      .replace(/[;#].*$/, '')
      .trimEnd()
      .split(/[ \t]+/)
    if (keyword === 'nameserver') {
      const address = parseAddress(words[0] ?? '')
      if (address && servers.length < MAX_SERVERS) servers.push({ address: formatAddress(address), line: index + 1 })
    } else if (keyword === 'search') search = domains(words)
    else if (keyword === 'domain') search = domains(words.slice(0, 1))
    else if (keyword === 'options') {
      const option = words.findLast((word) => /^ndots:\d{1,5}$/.test(word))
      if (option !== undefined) ndots = Math.min(MAX_NDOTS, Number(option.slice('ndots:'.length)))
    }
  }
  return { servers: servers.length > 0 ? servers : [{ address: '127.0.0.1', line: 0 }], search, ndots }
}

function domains(words: readonly string[]): readonly string[] {
  return words
    .map((word) => word.replace(/\.$/, ''))
    .filter(isDomain)
    .slice(0, MAX_SEARCH)
}

/**
 * The absolute names that the resolver tries, in its order, without their last dots (res_search(3)): with at least `ndots` dots the name
 * itself comes first, else last; a dot at its end means that it is absolute.
 */
export function absoluteNames(name: string, { search, ndots }: Pick<ResolvConf, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const longer = search.map((domain) => `${name}.${domain}`)
  return [...new Set(dots >= ndots ? [name, ...longer] : [...longer, name])]
}
