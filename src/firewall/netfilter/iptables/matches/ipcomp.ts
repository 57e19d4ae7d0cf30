import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'ipcomp',
  families: [4, 6],
  options: { ipcompspi: 1, compres: 0 },
  header: 'an IPComp header',
  protocol: 108,
})
