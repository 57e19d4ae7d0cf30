import { unknowable, untracked } from '../unknowable.ts'

/** xt_cluster_mt(): nothing that is not tracked. */
export default unknowable({
  name: 'cluster',
  families: [4, 6],
  options: { 'cluster-total-nodes': 1, 'cluster-local-node': 1, 'cluster-local-nodemask': 1, 'cluster-hash-seed': 1 },
  why: 'which node of the cluster the connection falls to',
  but: ({ ct }) => (untracked(ct) ? false : null),
})
