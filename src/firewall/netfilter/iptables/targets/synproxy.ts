import { undecided } from '../goes-on.ts'

export default undecided('SYNPROXY', [4, 6], 'the kernel answers in the place of the server (SYNPROXY)', {
  'sack-perm': 0,
  timestamp: 0,
  wscale: 1,
  mss: 1,
  ecn: 0,
})
