import { hopLimitTarget } from '../hop-limit-target.ts'

export default hopLimitTarget('TTL', 4, 'ip ttl', 'the time to live is set; counted up or down where a rule has set it before')
