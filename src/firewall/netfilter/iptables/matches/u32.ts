import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'u32',
  families: [4, 6],
  options: { u32: 1 },
  why: 'what stands in the packet',
})
