import { isFirst, unknowable } from '../unknowable.ts'

/** cgroup_mt_v1() of xt_cgroup.c: a packet without a socket does not match, inverted or not; a first packet that comes in has none yet. */
export default unknowable({
  name: 'cgroup',
  families: [4, 6],
  options: { path: 1, cgroup: 1 },
  why: 'the control group of the socket',
  but: (packet) =>
    isFirst(packet) && (packet.hook === 'prerouting' || packet.hook === 'input' || packet.hook === 'forward') ? false : null,
})
