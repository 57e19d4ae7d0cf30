import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'esp',
  families: [4, 6],
  options: { espspi: 1 },
  header: 'an ESP header',
  protocol: 50,
})
