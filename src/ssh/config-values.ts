/** What `ssh -G` printed, by keyword. A keyword may stand on several lines. */
export interface ConfigValues {
  /** The first value of a keyword, given in lower case; undefined where ssh said none. */
  readonly get: (keyword: string) => string | undefined
  /** All values of a keyword, e.g. of `identityfile`. */
  readonly all: (keyword: string) => readonly string[]
  /** A comma-separated list, e.g. of `kexalgorithms`; empty where ssh said none. */
  readonly list: (keyword: string) => readonly string[]
  /** The line as it stands, to be quoted. */
  readonly line: (keyword: string) => string
}

/** Reads the lines of dump_client_config() in readconf.c. Never throws. */
export function configValues(text: string): ConfigValues {
  const lines = text.split('\n')
  const all = (keyword: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${keyword} `)).map((line) => line.slice(keyword.length + 1).trim())
  return {
    all,
    get: (keyword) => all(keyword)[0],
    list: (keyword) => (all(keyword)[0] ?? '').split(',').filter((name) => name !== ''),
    line: (keyword) => lines.find((line) => line.startsWith(`${keyword} `)) ?? keyword,
  }
}
