import { unknowable } from '../unknowable.ts'

/** rpfilter_mt() of ipt_rpfilter.c: the loopback interface passes; elsewhere the routes decide. */
export default unknowable({
  name: 'rpfilter',
  families: [4, 6],
  options: { loose: 0, validmark: 0, 'accept-local': 0, invert: 0 },
  why: 'by which interface the answer would leave',
  but: ({ iif }, options) => (iif === 'lo' ? !options.some(({ name }) => name === 'invert') : null),
})
