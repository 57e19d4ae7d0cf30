import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { onServer, place, source } from '../wording.ts'

export default cause({
  id: 'per-source-penalty',
  layer: 'sshd',
  claims: 'sshd refuses this client for a while, as a penalty (PerSourcePenalties).',
  means: 'OpenSSH 9.8 and later count failed logins and connections that never log in, and refuse their source for seconds to minutes.',
  prior: 5,
  families: ['C'],
  predicts: ['open'],
  decide: () =>
    onServer(
      "sudo journalctl -u ssh -u sshd --no-pager | grep -iE 'penalty|MaxStartups' | tail",
      'whether sshd logged a penalty for this client, or MaxStartups',
    ),
  remedy: (ask) => ({
    text: `wait some minutes without a try; find what fails to log in; on the server, exempt it: PerSourcePenaltyExemptList ${source(ask)}`,
    commands: [],
  }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind === 'identified') return excluded(quote('this client was let in to the identification', seen.ssh))
    if (seen.kind !== 'refusal-text') return unknown
    if (seen.refusal === 'max-startups') return excluded(quote('the text is that of MaxStartups', seen.ssh))
    return likely([quote('it said "Not allowed at this time" before its identification: a penalty, or MaxStartups', seen.ssh)], {
      verdict: `sshd on ${place(ask)} refuses this client for a while (PerSourcePenalties)`,
    })
  },
})
