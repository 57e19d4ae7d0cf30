import { contrastTcp } from '../derive/evidence.ts'
import { knownElsewhere } from '../derive/known-key.ts'
import { sshElsewhere } from '../derive/around.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { lineText, quoteLine } from '../key-wording.ts'
import { onServer, place, port, sshCommand } from '../wording.ts'
import { printable } from '../../net/printable.ts'

export default cause({
  id: 'sshd-on-another-port',
  layer: 'listener',
  claims: "The target's SSH server listens on another port than the asked one.",
  means: 'Port or a socket unit moves sshd; an SSH server that answers on another port shows where.',
  prior: 8,
  families: ['R', 'T', 'U'],
  predicts: ['refused', 'timed-out', 'unreachable', 'open'],
  decide: () => onServer("sudo sshd -T | grep -i '^port'; sudo ss -ltnp | grep ssh", 'the ports on which sshd is told to listen, and does'),
  remedy: (ask) => {
    const other = ask(sshElsewhere)
    const line = ask.observation.target.changed.find(({ keyword, file }) => /^port$/i.test(keyword) && file !== undefined)
    const text = line
      ? `use that port, and correct Port in ${line.file} line ${line.line}`
      : 'use that port, and write it into ~/.ssh/config'
    return { text, commands: other ? [sshCommand(ask, { port: other.seen.port })] : [] }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') return excluded(quote('an SSH server answers on the asked port', seen.ssh))
    if (seen.kind === 'no-address' || seen.kind === 'not-tried') return unknown
    const other = ask(sshElsewhere)
    if (!other) {
      const closed = ask(contrastTcp).filter(({ seen: tried }) => tried.role === 'ssh-port' && tried.answer.kind === 'rst')
      const ports = closed.map(({ seen: tried }) => tried.port).join(', ')
      return closed[0] && seen.kind === 'rst'
        ? {
            certainty: 'possible',
            because: [quote(`not on ${ports}, which are closed too; other ports were not tried`, closed[0])],
            weight: 0.2,
          }
        : unknown
    }
    const banner = quote(`port ${other.seen.port} answers: ${printable(other.seen.identification ?? '', 255)}`, other)
    const known = ask(knownElsewhere)
    const text = known && `${lineText(known.line)} has ${known.same ? 'this very host key' : 'another host key'} for ${known.line.name}`
    const told = known && text !== undefined ? [quoteLine(known.line, text)] : []
    const silent = quote(`port ${port(ask)} does not`, seen.tcp)
    const verdict = `the SSH server of ${place(ask)} listens on port ${other.seen.port}`
    // Another server of that host, such as a container's, stands there.
    if (known?.same === false) return possible([banner, silent], { against: told, weight: 0.2, verdict })
    return likely([banner, silent, ...told], { weight: known ? 10 : 3, verdict })
  },
})
