import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'bpf',
  families: [4, 6],
  options: { bytecode: 1, 'object-pinned': 1 },
  why: 'what a BPF program says of the packet',
})
