import { routeSeen } from '../derive/evidence.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, likely, possible, quote, unknown } from '../judgement.ts'

export default cause({
  id: 'client-sandboxed',
  layer: 'client',
  claims: 'A policy of this machine does not let this program connect.',
  means:
    'SELinux, a cgroup BPF filter, a snap or flatpak sandbox, or the Local Network privacy of macOS refuses connect() before a packet leaves.',
  prior: 2,
  families: ['U'],
  predicts: ['local-error', 'unreachable'],
  decide: () => ({
    where: 'here',
    command: 'sudo ausearch -m avc -ts recent; cat /proc/self/cgroup',
    tells: 'whether a security policy refused the connection, and which',
  }),
  remedy: () => ({ text: 'allow the connection in the policy, or run ssh outside of the sandbox', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    const errno = seen.kind === 'local' || seen.kind === 'blind' ? seen.tcp.seen.errno : undefined
    if ((seen.kind !== 'local' && seen.kind !== 'blind') || (errno !== 'EACCES' && errno !== 'EPERM')) return unknown
    const route = ask(routeSeen)
    if (route?.seen.type === 'prohibit' || seen.tcp.seen.stage === 'bind') return unknown
    const because = quote(`connect() failed with ${errno}`, seen.tcp)
    if (seen.kind === 'blind' || !route || route.seen.type === 'unknown') return possible([because])
    return likely([because, quote('there is a route to the address', route)], {
      verdict: `a policy of this machine forbids the connection (${errno})`,
    })
  },
})
