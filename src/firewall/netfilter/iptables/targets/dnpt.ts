import { prefixTranslation } from '../prefix-translation.ts'

export default prefixTranslation(
  'DNPT',
  'daddr',
  'the prefix of the destination is replaced (RFC 6296); what comes of it is not worked out',
)
