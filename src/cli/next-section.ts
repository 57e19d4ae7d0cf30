import type { Decide } from '../model/cause.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import type { Look } from './look.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'
import { verdictFinding } from './verdict.ts'

export const WHERE: Readonly<Record<Decide['where'], string>> = {
  here: 'here',
  server: "on the server's console",
  cloud: 'in the cloud account',
  router: 'on the router',
  elsewhere: 'from elsewhere',
}

/** What the user can do about the verdict. */
export function todo(look: Look, diagnosis: Diagnosis): readonly string[] {
  const remedy = verdictFinding(diagnosis)?.remedy
  if (!remedy) return []
  const text: readonly Entry[] = remedy.text === '' ? [] : [{ text: remedy.text }]
  return section(look, 'Do', [...text, ...remedy.commands.map((command): Entry => ({ text: command, kind: 'command' }))], true)
}

/** The commands that decide what is still open: the best one, or all. */
export function toBeSure(look: Look, diagnosis: Diagnosis, all: boolean): readonly string[] {
  const known = diagnosis.verdict?.certainty === 'proven'
  const decide = verdictFinding(diagnosis)?.decide
  const asked = [...(decide ? [decide] : []), ...diagnosis.next]
  const distinct = asked.filter(
    (one, index) => asked.findIndex((other) => other.command === one.command && other.where === one.where) === index,
  )
  const label = diagnosis.verdict === null ? 'To be told' : 'To be sure'
  return distinct
    .slice(0, all ? undefined : known ? 0 : 1)
    .flatMap(({ where, host, tells, command }) =>
      section(
        look,
        label,
        [
          { text: `${host === undefined ? WHERE[where] : `on the console of ${host}`}${tells === '' ? '' : `, this tells ${tells}`}:` },
          { text: command, kind: 'command' },
        ],
        true,
      ),
    )
}
