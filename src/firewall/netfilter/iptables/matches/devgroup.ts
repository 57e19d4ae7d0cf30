import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'devgroup',
  families: [4, 6],
  options: { 'src-group': 1, 'dst-group': 1 },
  why: 'which group the interface is in',
})
