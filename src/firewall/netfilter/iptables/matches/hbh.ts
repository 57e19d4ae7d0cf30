import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'hbh',
  families: [6],
  options: { 'hbh-len': 1, 'hbh-opts': 1, 'hbh-not-strict': 0 },
  header: 'a header of hop-by-hop options',
  protocol: null,
})
