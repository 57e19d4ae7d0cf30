import type { TargetPart } from '../target.ts'

const nfqueue: TargetPart = {
  name: 'NFQUEUE',
  families: [4, 6],
  surety: 'unknown',
  means: 'a program decides',
  options: { 'queue-num': 1, 'queue-balance': 1, 'queue-bypass': 0, 'queue-cpu-fanout': 0 },
  read: (options) => {
    const queue = options.find(({ name }) => name === 'queue-num' || name === 'queue-balance')?.values[0] ?? '0'
    // Without a program that listens the packet is dropped, or goes on as if there were no rule (nf_queue() of nf_queue.c).
    const alone = options.some(({ name }) => name === 'queue-bypass') ? 'without one it passes' : 'without one it is dropped'
    const why = `a program decides (NFQUEUE ${queue}; ${alone})`
    return { act: () => ({ go: 'unknown', why }) }
  },
}

export default nfqueue
