import { shellWord } from '../../net/shell-word.ts'
import type { Because } from '../../model/cause.ts'
import { ignoredKeys, type Ignored } from '../derive/key-files.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, likely, possible, unknown } from '../judgement.ts'
import { verboseSsh } from '../wording.ts'

const because = ({ file, why }: Ignored): Because => ({
  text: `${file.path}${file.from === null ? '' : ` (${file.from})`}: ${why}`,
  from: { capture: file.index, line: file.line, text: file.text },
})

export default cause({
  id: 'key-file-ignored',
  layer: 'client',
  claims: 'ssh passes over a key file of this machine.',
  means:
    'A private key that others may read, a file that is not there or that is no key is left out with hardly a word, and never offered.',
  prior: 4,
  blocks: false,
  families: ['A'],
  predicts: [],
  decide: (ask) => ({ where: 'here', command: verboseSsh(ask), tells: 'which key files ssh loads, and which it passes over' }),
  remedy: (ask) => {
    const [first] = ask(ignoredKeys)
    if (!first) return { text: '', commands: [] }
    const { path, mode, kind, from } = first.file
    const file = shellWord(path)
    if (mode !== null && kind === 'private-key') return { text: 'only its owner may read a private key', commands: [`chmod 600 ${file}`] }
    if (kind === 'ppk')
      return {
        text: 'write it in the form of OpenSSH',
        commands: [`puttygen ${file} -O private-openssh -o ${shellWord(`${path}.openssh`)}`],
      }
    return { text: `name the private key itself${from === null ? '' : ` in ${from}`}`, commands: [] }
  },
  judge: (ask) => {
    const [first, ...rest] = ask(ignoredKeys)
    if (!first || ask(symptom).kind !== 'identified') return unknown
    const verdict = `ssh does not use the ${first.file.role === 'identity' ? 'key' : 'certificate'} ${first.file.path}: ${first.why}`
    return (first.certain ? likely : possible)([because(first), ...rest.slice(0, 4).map(because)], { verdict })
  },
})
