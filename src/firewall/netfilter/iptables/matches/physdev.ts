import { unknowable } from '../unknowable.ts'

/** physdev_mt() of xt_physdev.c: a packet that came by no bridge matches where all that is asked is inverted. */
export default unknowable({
  name: 'physdev',
  families: [4, 6],
  options: { 'physdev-in': 1, 'physdev-out': 1, 'physdev-is-in': 0, 'physdev-is-out': 0, 'physdev-is-bridged': 0 },
  why: 'the port of a bridge that the packet came in by',
  but: ({ iif }, options) => (iif === 'lo' ? options.every(({ inverted }) => inverted) : null),
})
