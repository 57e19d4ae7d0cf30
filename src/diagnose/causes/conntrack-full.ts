import { vanishes } from '../derive/vanishes.ts'
import { cause } from '../judgement.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'conntrack-full',
  layer: 'firewall',
  claims: 'The connection table of the target or of a router on the way is full.',
  means: 'Every new connection is dropped while old ones go on; it comes and goes.',
  prior: 1,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () =>
    onServer(
      'sudo sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; sudo dmesg | grep conntrack',
      'whether the table is or was full; ask the routers on the way the same',
    ),
  remedy: () => ({
    text: 'raise the limit, and find what fills the table',
    commands: ['sudo sysctl -w net.netfilter.nf_conntrack_max=$((2 * $(sysctl -n net.netfilter.nf_conntrack_max)))'],
  }),
  judge: (ask) => vanishes(ask, 'possible', { up: 0.3, dark: 1 }),
})
