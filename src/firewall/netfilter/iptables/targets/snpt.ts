import { prefixTranslation } from '../prefix-translation.ts'

export default prefixTranslation('SNPT', 'saddr', 'the prefix of the source is replaced (RFC 6296); what comes of it is not worked out')
