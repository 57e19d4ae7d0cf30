import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'rt',
  families: [6],
  options: { 'rt-type': 1, 'rt-segsleft': 1, 'rt-len': 1, 'rt-0-res': 0, 'rt-0-addrs': 1, 'rt-0-not-strict': 0 },
  header: 'a routing header',
  protocol: null,
})
