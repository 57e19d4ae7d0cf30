import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'nfacct',
  families: [4, 6],
  options: { 'nfacct-name': 1 },
  why: 'whether the quota of the accounting object is used up',
})
