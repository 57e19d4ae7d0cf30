import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'cpu',
  families: [4, 6],
  options: { cpu: 1 },
  why: 'which CPU handles the packet',
})
