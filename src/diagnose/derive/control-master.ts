import type { Because } from '../../model/cause.ts'
import { need } from '../ask.ts'

/** The control socket that ssh would use instead of a connection of its own. */
export interface ControlMaster {
  /** `answers`, `silent`, `closed`, `endless`, or the errno of connect(2): `ECONNREFUSED` where its master is gone. */
  readonly state: string
  readonly path: string
  readonly because: Because
}

const SAYS: Readonly<Record<string, string>> = {
  answers: 'a master process answers at it',
  silent: 'a master process holds it and does not greet',
  ECONNREFUSED: 'nobody listens at it any more',
}

/** The capture `control-master`; undefined where no such socket stands. */
export const controlMaster = need('control-master', (ask): ControlMaster | undefined => {
  const found = ask.capture('control-master')
  const match = /^(\w+) (.+)$/.exec(found?.capture.out ?? '')
  if (!found || !match) return undefined
  const [text, state = '', path = ''] = match
  return {
    state,
    path,
    because: { text: `the control socket ${path}: ${SAYS[state] ?? state}`, from: { capture: found.index, line: 1, text } },
  }
})
