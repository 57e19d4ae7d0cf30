import { isIP } from 'node:net'
import * as v from 'valibot'

/** An IP address; IPv6 may bear a zone, as in `fe80::1%eth0`. */
export const address = v.pipe(
  v.string(),
  v.maxLength(100),
  v.check((text) => isIP(text) !== 0, 'not an IP address'),
)
