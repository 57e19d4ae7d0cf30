import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { onServer, place, port } from '../wording.ts'

export default cause({
  id: 'host-key-not-proven',
  layer: 'sshd',
  claims: 'What answers shows a host key, and cannot sign with it: somebody stands in between, or the server is broken.',
  means: 'A server signs each key exchange by its host key. Who shows a key without having it copies another server’s; ssh ends there.',
  prior: 1,
  families: ['K'],
  predicts: ['open'],
  decide: (ask) =>
    onServer(
      `ssh-keyscan -p ${port(ask)} 127.0.0.1 | ssh-keygen -lf -`,
      'which host key the server itself shows: if another one, somebody in between answers for it',
    ),
  remedy: () => ({ text: 'give no password there; reach the server by another way, and compare its host key', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'identified') return unknown
    const hostKey = seen.ssh.seen.kex?.hostKey
    if (hostKey?.signature === 'verified') return excluded(quote(`it signed by its host key ${hostKey.sha256}`, seen.ssh))
    if (hostKey?.signature !== 'wrong') return unknown
    return likely([quote(`it shows the host key ${hostKey.sha256}, and its signature is not of this key`, seen.ssh)], {
      verdict: `what answers for ${place(ask)} shows a host key and cannot sign with it`,
    })
  },
})
