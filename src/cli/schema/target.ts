import * as v from 'valibot'
import { natural, port, text } from './text.ts'

const changed = v.object({
  keyword: text,
  typed: v.union([text, v.number()]),
  resolved: v.union([text, v.number()]),
  file: v.exactOptional(text),
  line: v.exactOptional(natural),
})

export const target = v.object({
  input: text,
  host: text,
  port,
  user: v.nullable(text),
  resolvedBy: v.picklist(['ssh -G', 'literal']),
  via: v.pipe(v.array(text), v.maxLength(64)),
  proxyCommand: v.boolean(),
  family: v.picklist(['any', 'inet', 'inet6']),
  bindAddress: v.nullable(text),
  bindInterface: v.nullable(text),
  changed: v.pipe(v.array(changed), v.maxLength(256)),
  matchExec: v.boolean(),
})
