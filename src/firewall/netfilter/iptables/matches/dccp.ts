import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'dccp',
  families: [4, 6],
  options: { sport: 1, 'source-port': 1, dport: 1, 'destination-port': 1, 'dccp-types': 1, 'dccp-option': 1 },
  header: 'a DCCP header',
  protocol: 33,
})
