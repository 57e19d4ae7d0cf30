import { hopLimitMatch } from '../hop-limit.ts'

export default hopLimitMatch('ttl', 4, 'ip ttl', 'the time to live, where a rule has set it')
