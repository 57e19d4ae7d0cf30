import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, proven, quote, unknown } from '../judgement.ts'
import { ms, onServer, place } from '../wording.ts'

/** Longer than the slowest path, in microseconds. */
const AT_ONCE = 2_000_000

export default cause({
  id: 'max-startups',
  layer: 'sshd',
  claims: 'sshd drops the connection, because too many are waiting to log in (MaxStartups or PerSourceMaxStartups).',
  means: 'Beyond MaxStartups unauthenticated connections, sshd drops new ones at random, then all: mostly a flood of password guessers.',
  prior: 4,
  families: ['C'],
  predicts: ['open'],
  decide: () =>
    onServer(
      'sudo journalctl -u ssh -u sshd --no-pager | grep -i maxstartups | tail; sudo sshd -T | grep -i startups',
      'whether sshd logged dropped connections, and its limits',
    ),
  remedy: () => ({
    text: 'try again; on the server find the flood, then raise MaxStartups or set PerSourceMaxStartups',
    commands: ["sudo ss -tn state established 'sport = :22'"],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'refusal-text') {
      const said = quote(`it said "${seen.ssh.seen.before.trim().slice(0, 80)}" before its identification`, seen.ssh)
      const verdict = `sshd on ${place(ask)} drops new connections: too many are waiting to log in (MaxStartups)`
      return seen.refusal === 'max-startups' ? proven([said], { verdict }) : possible([said], { verdict })
    }
    if (seen.kind === 'dropped') {
      const { us } = seen.ssh.seen
      // sshd drops such connections right after accept(); only a starved one takes longer.
      if (us > AT_ONCE) return unknown
      return possible([quote(`closed after ${ms(us)} without a byte, as servers before OpenSSH 8.2 do`, seen.ssh)])
    }
    return seen.kind === 'identified' ? excluded(quote('this connection was not dropped', seen.ssh)) : unknown
  },
})
