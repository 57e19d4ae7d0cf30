import { shellWord } from '../../net/shell-word.ts'
import type { Ask, Because } from '../../model/cause.ts'
import { controlMaster } from '../derive/control-master.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, unknown } from '../judgement.ts'
import { hostWord } from '../wording.ts'

export default cause({
  id: 'client-config-redirects',
  layer: 'name',
  claims: 'ssh_config sends the connection elsewhere than was typed, and that is why it fails.',
  means: 'HostName, Port, ProxyJump, ProxyCommand or BindAddress in a configuration file change where ssh goes, often long forgotten.',
  prior: 4,
  families: ['R', 'T', 'U', 'N'],
  predicts: ['refused', 'timed-out', 'unreachable', 'local-error', 'open'],
  decide: (ask) => ({
    where: 'here',
    command: asTyped(ask),
    tells: 'what happens where ssh_config does not change it',
  }),
  remedy: (ask) => {
    const master = ask(controlMaster)
    if (master?.state === 'silent') {
      const path = shellWord(master.path)
      return { text: 'end the master process, then remove its socket', commands: [`fuser -v ${path}`, `rm ${path}`] }
    }
    const changed = ask.observation.target.changed.find(({ file }) => file !== undefined)
    return {
      text: changed ? `edit ${changed.keyword} in ${changed.file} line ${changed.line}` : 'edit the line of ssh_config that changes it',
      commands: [],
    }
  },
  judge: (ask) => {
    const { changed, resolvedBy } = ask.observation.target
    const master = ask(controlMaster)
    if (master?.state === 'silent')
      return likely([master.because], {
        verdict: `ssh hands the connection to the master at ${master.path} (ControlPath), which does not answer`,
      })
    // ssh removes a socket where nobody listens any more, and connects itself.
    const stale = master?.state === 'ECONNREFUSED'
    const telling = changed.filter(({ keyword }) => !/^user$/i.test(keyword) && !(stale && /^controlpath$/i.test(keyword)))
    const [first, ...rest] = telling.map((change): Because => {
      const where = change.file === undefined ? '' : ` (${change.file} line ${change.line ?? '?'})`
      const text = `${change.keyword}: ${change.typed} became ${change.resolved}${where}`
      return {
        text,
        from: {
          file: change.file ?? 'ssh -G',
          ...(change.line === undefined ? {} : { line: change.line }),
          text: `${change.keyword} ${change.resolved}`,
        },
      }
    })
    if (!first)
      return resolvedBy === 'ssh -G'
        ? excluded({ text: 'ssh -G changes nothing of what was typed', from: { file: 'ssh -G', text: ask.observation.target.host } })
        : unknown
    return ['identified', 'not-tried'].includes(ask(symptom).kind) ? unknown : possible([first, ...rest])
  },
})

/** ssh with what the configuration changed put back to what was typed; without any configuration where that is no single option. */
function asTyped(ask: Ask): string {
  const { changed, input } = ask.observation.target
  const telling = changed.filter(({ keyword }) => /^(port|hostname)$/i.test(keyword))
  // An alias is no name that could be resolved.
  const back = telling.filter(({ keyword, typed }) => /^port$/i.test(keyword) || /[.:]/.test(String(typed)))
  if (back.length === 0) return `ssh -F none -v ${hostWord(input)}`
  const options = back.map(({ keyword, typed }) => `-o ${shellWord(`${keyword}=${typed}`)}`)
  return ['ssh -v', ...options, hostWord(input)].join(' ')
}
