import { hopLimitTarget } from '../hop-limit-target.ts'

export default hopLimitTarget('HL', 6, 'ip6 hoplimit', 'the hop limit is set; counted up or down where a rule has set it before')
