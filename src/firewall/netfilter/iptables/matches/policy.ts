import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'policy',
  families: [4, 6],
  options: { dir: 1, pol: 1, strict: 0, reqid: 1, spi: 1, proto: 1, mode: 1, 'tunnel-src': 1, 'tunnel-dst': 1, next: 0 },
  repeats: true,
  why: 'whether the packet came, or will go, through IPsec',
})
