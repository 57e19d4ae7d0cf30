import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'frag',
  families: [6],
  options: { fragid: 1, fraglen: 1, fragres: 0, fragfirst: 0, fragmore: 0, fraglast: 0 },
  header: 'a fragment header',
  protocol: null,
})
