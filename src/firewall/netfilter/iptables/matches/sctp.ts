import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'sctp',
  families: [4, 6],
  options: { sport: 1, 'source-port': 1, dport: 1, 'destination-port': 1, 'chunk-types': 2 },
  header: 'an SCTP header',
  protocol: 132,
})
