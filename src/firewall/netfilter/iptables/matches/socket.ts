import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'socket',
  families: [4, 6],
  options: { nowildcard: 0, transparent: 0, 'restore-skmark': 0 },
  why: 'which socket the kernel would find for the packet',
})
