import { undecided } from '../goes-on.ts'

export default undecided('CLUSTERIP', [4], 'which node of the cluster answers (CLUSTERIP)', {
  new: 0,
  hashmode: 1,
  clustermac: 1,
  'total-nodes': 1,
  'local-node': 1,
  'hash-init': 1,
})
