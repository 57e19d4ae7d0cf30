import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'tcpmss',
  families: [4, 6],
  options: { mss: 1 },
  why: 'the MSS in the TCP options',
})
