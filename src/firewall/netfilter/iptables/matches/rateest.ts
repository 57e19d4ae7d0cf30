import { unknowable } from '../unknowable.ts'

export default unknowable({
  name: 'rateest',
  families: [4, 6],
  options: {
    rateest1: 1,
    rateest: 1,
    rateest2: 1,
    'rateest-bps1': 'optional',
    'rateest-pps1': 'optional',
    'rateest-bps2': 'optional',
    'rateest-pps2': 'optional',
    'rateest-bps': 'optional',
    'rateest-pps': 'optional',
    'rateest-delta': 0,
    'rateest-lt': 0,
    'rateest-gt': 0,
    'rateest-eq': 0,
  },
  why: 'what a rate estimator has measured',
})
