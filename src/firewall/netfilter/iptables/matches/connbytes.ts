import { unknowable, untracked } from '../unknowable.ts'

/** connbytes_mt(): nothing that is not tracked. */
export default unknowable({
  name: 'connbytes',
  families: [4, 6],
  options: { connbytes: 1, 'connbytes-dir': 1, 'connbytes-mode': 1 },
  why: 'how much the connection has carried',
  but: ({ ct }) => (untracked(ct) ? false : null),
})
