/** How the output may look: decided once, from the environment and the stream. */
export interface Look {
  /** Cells a line may fill. */
  readonly width: number
  readonly colour: boolean
  /** False where the locale is not UTF-8: then only ASCII is written. */
  readonly unicode: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const WIDEST = 80
const NARROWEST = 20

/** The first locale variable that is set decides, as in setlocale(3); none is the C locale. Windows has no such variables and is UTF-8. */
export function isUnicode(env: Environment, platform: string): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  return locale ? /utf-?8/i.test(locale) : platform === 'win32'
}

/** FORCE_COLOR wins over NO_COLOR as it does in Node; then the terminal decides. */
export function isColour(env: Environment, terminal: boolean): boolean {
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (env['NO_COLOR']) return false
  return terminal && env['TERM'] !== 'dumb'
}

/** @param columns of the terminal; undefined when it is none. The text is never wider than 80, as long lines are hard to read. */
export function lookOf(env: Environment, platform: string, terminal: boolean, columns: number | undefined): Look {
  const width = terminal && columns ? Math.min(WIDEST, Math.max(NARROWEST, columns)) : WIDEST
  return { width, colour: isColour(env, terminal), unicode: isUnicode(env, platform) }
}
