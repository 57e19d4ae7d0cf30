import { EXIT } from '../model/error.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import { jsonLine } from './json.ts'
import { look, write, writeLines } from './output.ts'
import type { Typed } from './parse.ts'
import { works } from './verdict.ts'

/** Prints a diagnosis as the options ask for. @returns the exit code */
export async function print(diagnosis: Diagnosis, options: Typed): Promise<number> {
  if (options.json) write(1, jsonLine(diagnosis))
  else if (options.export !== undefined) writeLines(1, (await import('./ticket.ts')).ticket(diagnosis))
  else {
    const { report } = await import('./report.ts')
    writeLines(1, report(look(1), diagnosis, options.quiet ? 'quiet' : options.all ? 'all' : 'normal'))
  }
  return works(diagnosis) ? EXIT.works : EXIT.fails
}
