import { hopLimitMatch } from '../hop-limit.ts'

export default hopLimitMatch('hl', 6, 'ip6 hoplimit', 'the hop limit, where a rule has set it')
