import { cause, possible, quote } from '../judgement.ts'
import { closedPort } from '../derive/closed-port.ts'
import { symptom } from '../derive/symptom.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-port-taken',
  layer: 'listener',
  claims: 'Another program holds the port, so that sshd could not bind it.',
  means: 'The first to bind a port has it; sshd then logs `Address already in use` and serves nothing there.',
  prior: 1,
  families: ['R', 'B'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer(`sudo ss -ltnp; ${journal(20)}`, 'which program holds the port, and whether sshd failed to bind it'),
  remedy: () => ({ text: 'stop or move the other program, then start sshd', commands: ['sudo systemctl restart ssh'] }),
  judge: (ask) => {
    const seen = ask(symptom)
    const other = seen.kind === 'foreign' || seen.kind === 'endless' || seen.kind === 'mute'
    return other ? possible([quote('something listens there, and does not identify itself as SSH', seen.ssh)]) : closedPort(ask)
  },
})
