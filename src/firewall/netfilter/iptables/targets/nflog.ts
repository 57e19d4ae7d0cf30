import { bystander } from '../goes-on.ts'

export default bystander('NFLOG', [4, 6], 'a program is told', {
  'nflog-group': 1,
  'nflog-prefix': 1,
  'nflog-range': 1,
  'nflog-size': 1,
  'nflog-threshold': 1,
})
