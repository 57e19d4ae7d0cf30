import { control, sshElsewhere } from '../derive/around.ts'
import { closedPort } from '../derive/closed-port.ts'
import { controlTcp } from '../derive/evidence.ts'
import { othersOpen } from '../derive/only-this-source.ts'
import { nearer } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, likely, possible, quote } from '../judgement.ts'
import { ms, onServer, place, port } from '../wording.ts'

export default cause({
  id: 'sshd-stopped',
  layer: 'listener',
  claims: 'No SSH server listens on the asked port and address.',
  means: 'The host answers, but no program accepts connections on this port: sshd is stopped, failed, disabled, or was never there.',
  prior: 20,
  families: ['R'],
  predicts: ['refused', 'timed-out'],
  decide: (ask) =>
    onServer(
      `systemctl status ssh sshd --no-pager; sudo ss -ltnp 'sport = :${port(ask)}'`,
      'whether sshd runs, why not, and who listens on the port',
    ),
  remedy: () => ({
    text: 'on the console of the server (the unit is ssh on Debian and Ubuntu, sshd elsewhere)',
    commands: ['sudo sshd -t', 'sudo systemctl enable --now ssh'],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'silent' && seen.tcp.seen.left !== 'no' && ask(control) !== 'rst') {
      return possible([quote('no answer; hosts in stealth, as Windows is by default, do not answer for closed ports either', seen.tcp)], {
        weight: 0.05,
      })
    }
    if (seen.kind !== 'rst' || ask(sshElsewhere) || ask(nearer) || othersOpen(ask)) return closedPort(ask)
    const because = quote(`RST from ${ask.address} after ${ms(seen.tcp.seen.us)}, no ICMP`, seen.tcp)
    const verdict = `no SSH server listens on port ${port(ask)} of ${place(ask)}`
    const probe = ask(controlTcp)
    if (probe && ask(control) === 'rst')
      return likely([because, quote(`port ${probe.seen.port}, closed, answers the same: no default-drop firewall`, probe)], { verdict })
    if (probe && ask(control) === 'silent')
      return likely(
        [
          because,
          quote(`port ${probe.seen.port} is dropped, this one is let through to where nothing listens (or reset by a rule)`, probe),
        ],
        { verdict },
      )
    return likely([because], { verdict })
  },
})
