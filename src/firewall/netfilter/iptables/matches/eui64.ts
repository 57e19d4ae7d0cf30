import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'eui64',
  families: [6],
  options: {},
  why: 'the hardware address of the sender',
})
