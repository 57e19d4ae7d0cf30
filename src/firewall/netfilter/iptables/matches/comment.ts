import type { MatchPart } from '../match.ts'

const comment: MatchPart = {
  name: 'comment',
  families: [4, 6],
  surety: 'firm',
  means: 'always holds',
  options: { comment: 1 },
  read: () => [],
}

export default comment
