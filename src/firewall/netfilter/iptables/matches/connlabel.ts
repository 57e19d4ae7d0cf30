import { unknowable, untracked } from '../unknowable.ts'

/** connlabel_mt(): what is not tracked has no label. */
export default unknowable({
  name: 'connlabel',
  families: [4, 6],
  options: { label: 1, set: 0 },
  why: 'which labels the connection has',
  but: ({ ct }, options) => (untracked(ct) ? options.some(({ name, inverted }) => name === 'label' && inverted) : null),
})
