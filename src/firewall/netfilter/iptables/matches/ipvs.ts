import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'ipvs',
  families: [4, 6],
  options: { ipvs: 0, vproto: 1, vaddr: 1, vport: 1, vdir: 1, vmethod: 1, vportctl: 1 },
  why: 'whether IPVS handles the connection',
})
