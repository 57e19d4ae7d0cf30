import { recognise } from '../../ssh/identification.ts'
import { cause, possible, quote, unknown } from '../judgement.ts'
import { closedPortOrDropped } from '../derive/closed-port.ts'
import { kexFailure } from '../derive/kex-failure.ts'
import { symptom } from '../derive/symptom.ts'
import { journal, onServer } from '../wording.ts'

export default cause({
  id: 'sshd-runtime-dir-missing',
  layer: 'listener',
  claims: 'sshd cannot serve because /run/sshd is missing.',
  means: 'The privilege separation directory is made at start by systemd or tmpfiles; started by hand, or cleaned away, sshd fails.',
  prior: 1,
  refines: 'sshd-stopped',
  families: ['R', 'C'],
  predicts: ['refused', 'open', 'timed-out'],
  decide: () => onServer(`ls -ld /run/sshd; ${journal(20)}`, 'whether the directory exists, and whether sshd complains of it'),
  remedy: () => ({ text: 'let systemd make it again', commands: ['sudo systemctl restart ssh'] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'identified' || seen.kex !== 'dropped') return closedPortOrDropped(ask)
    // Up to 9.7 it was missed before the identification: sshd.c of 9.8 is the first that leaves the session to a program of its own.
    const { software, version } = recognise(seen.ssh.seen.identification ?? '')
    const [major = 0, minor = 0] = (version ?? '').split('.').map(Number.parseFloat)
    if (software === 'OpenSSH' && (major < 9 || (major === 9 && minor < 8))) return unknown
    return possible([quote(`it identified itself, and ${kexFailure(seen.kex, seen.ssh.seen) ?? ''}`, seen.ssh)], { weight: 4 })
  },
})
