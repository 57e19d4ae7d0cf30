import { unknowable } from '../unknowable.ts'

/** owner_mt() of xt_owner.c: a packet without a socket matches where all that is asked is inverted. */
export default unknowable({
  name: 'owner',
  families: [4, 6],
  options: { 'uid-owner': 1, 'gid-owner': 1, 'socket-exists': 0, 'suppl-groups': 0 },
  why: 'who owns the socket',
  but: ({ hook }, options) =>
    hook === 'prerouting' || hook === 'forward' ? options.every(({ name, inverted }) => inverted || name === 'suppl-groups') : null,
})
