import type { Asked } from '../firewall/asked.ts'
import { type InputsRead, readInputs } from '../firewall/inputs.ts'
import { judged, judgedFamilies, type Judged } from '../firewall/judged.ts'
import { isLetIn } from '../firewall/reach.ts'
import { CodedError, EXIT } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { document } from './firewall/document.ts'
import { HOW, readFiles } from './firewall/read-files.ts'
import { who } from './firewall/who.ts'
import { type Depth, why } from './firewall/why.ts'
import { jsonLine } from './json.ts'
import { look, write, writeLines } from './output.ts'
import type { Typed } from './parse.ts'

const USAGE = 'sshwhy firewall why --from ADDRESS [FILE…], or sshwhy firewall who [FILE…]'

const textOf = (value: string | true | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** @throws CodedError where it is no port */
function portOf(option: 'port' | 'from-port', typed: string | true | undefined): number | undefined {
  const text = textOf(typed)
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535) return Number(text)
  throw new CodedError('port-invalid', `--${option} ${printable(text, 40)} is no port`, `such as --${option} 22`)
}

/** The options without what was not typed. */
function askedOf(options: Typed): Asked {
  const [from, to, iface] = [textOf(options.from), textOf(options.to), textOf(options.iface)]
  const [port, fromPort] = [portOf('port', options.port), portOf('from-port', options['from-port'])]
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port }),
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(iface === undefined ? {} : { iface }),
    ...(options.established ? { state: 'established' as const } : {}),
  }
}

/** Nothing of it was rules: then silence about them would be an answer. */
function mustHoldRules({ families, ruleset }: InputsRead): void {
  if (families.length > 0) return
  const [first] = ruleset.unread
  const said = first === undefined ? '' : `: ${first.why}`
  throw new CodedError('rules-missing', `nothing in what was given is rules of a firewall${said}`, HOW)
}

function isIn(all: readonly Judged[]): boolean {
  return all.some(({ regions }) => regions.some(({ endings }) => endings.every(({ verdict }) => isLetIn(verdict))))
}

/** `sshwhy firewall why|who`. Nobody is contacted. @returns the exit code: 0 where it is certain that the asked get in, or that anyone does */
export function firewall([command, ...files]: readonly string[], options: Typed): number {
  if (command !== 'why' && command !== 'who')
    throw new CodedError(
      'firewall-unknown',
      command === undefined ? 'firewall does nothing by itself' : `firewall knows no ${printable(command, 40)}`,
      USAGE,
    )
  const asked = askedOf(options)
  if (command === 'why' && asked.from === undefined)
    throw new CodedError('from-missing', 'why needs the address of the client', 'sshwhy firewall why --from ADDRESS [FILE…]')
  if (command === 'why' && /\//.test(String(asked.from)))
    throw new CodedError(
      'address-invalid',
      '--from is a prefix: why follows one address',
      `sshwhy firewall who --from ${printable(String(asked.from), 60)}`,
    )
  const inputs = readInputs(readFiles(files))
  mustHoldRules(inputs)
  const all = command === 'why' ? [judged(inputs, asked)] : judgedFamilies(inputs, asked)
  const depth: Depth = options.quiet ? 'quiet' : options.all ? 'all' : 'normal'
  if (options.json) write(1, jsonLine(document(command, asked, inputs, all)))
  else
    writeLines(
      1,
      command === 'why'
        ? all.flatMap((one) => why(look(1), inputs, one, textOf(options.from) ?? '', depth))
        : who(look(1), inputs, all, depth),
    )
  return isIn(all) ? EXIT.works : EXIT.fails
}
