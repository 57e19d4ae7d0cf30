import type { Target } from '../model/target.ts'

/** Where nothing names a host: its strings are empty. */
export const NOWHERE: Target = {
  input: '',
  host: '',
  port: 22,
  user: null,
  resolvedBy: 'literal',
  via: [],
  proxyCommand: false,
  family: 'any',
  bindAddress: null,
  bindInterface: null,
  changed: [],
  matchExec: false,
}
