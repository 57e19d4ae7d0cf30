import { headerMatch } from '../header-match.ts'

export default headerMatch({
  name: 'dst',
  families: [6],
  options: { 'dst-len': 1, 'dst-opts': 1, 'dst-not-strict': 0 },
  header: 'a header of destination options',
  protocol: null,
})
