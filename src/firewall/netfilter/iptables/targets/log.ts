import { bystander } from '../goes-on.ts'

export default bystander('LOG', [4, 6], 'the kernel log is written', {
  'log-level': 1,
  'log-prefix': 1,
  'log-tcp-sequence': 0,
  'log-tcp-options': 0,
  'log-ip-options': 0,
  'log-uid': 0,
  'log-macdecode': 0,
})
