import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'ah',
  families: [4, 6],
  options: { ahspi: 1, ahlen: 1, ahres: 0 },
  header: 'an AH header',
  protocol: 51,
})
