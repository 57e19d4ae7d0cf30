import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'realm',
  families: [4],
  options: { realm: 1 },
  why: 'the realm of the route',
})
