import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'mh',
  families: [6],
  options: { 'mh-type': 1 },
  header: 'a mobility header',
  protocol: 135,
})
