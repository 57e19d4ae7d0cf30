import { unknowable } from '../unknowable.ts'

/** mac_mt() of xt_mac.c: nothing where there is no Ethernet, as on the loopback interface and for packets made here. */
export default unknowable({
  name: 'mac',
  families: [4, 6],
  options: { 'mac-source': 1 },
  why: 'the hardware address of the sender',
  but: ({ iif }) => (iif === 'lo' || iif === '' ? false : null),
})
