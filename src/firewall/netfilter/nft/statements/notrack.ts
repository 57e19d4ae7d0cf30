import type { StatementPart } from '../statement.ts'

/** nft_notrack_eval: what has no connection yet will have none. */
const part: StatementPart = {
  documented: { name: 'notrack', surety: 'firm', means: 'the packet is not tracked' },
  keys: ['notrack'],
  read: () => [
    {
      act: (packet) => {
        const { state } = packet.ct
        if (state !== 'none' && state !== 'invalid') return { go: 'on' }
        return { go: 'on', packet: { ...packet, ct: { ...packet.ct, state: 'untracked' } } }
      },
    },
  ],
}
export default part
