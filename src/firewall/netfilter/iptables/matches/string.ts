import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'string',
  families: [4, 6],
  options: { from: 1, to: 1, algo: 1, icase: 0, string: 1, 'hex-string': 1 },
  why: 'what stands in the packet',
})
