/** Variables of the environment that act alike, and what they do. */
export interface Variable {
  readonly names: readonly string[]
  readonly text: string
}

/** Every variable that the command reads: the manuals are made from this table. */
export const ENVIRONMENT: readonly Variable[] = [
  { names: ['NO_COLOR'], text: 'no colour' },
  { names: ['FORCE_COLOR'], text: 'colour also into a pipe; `0` none at all; wins over `NO_COLOR`' },
  { names: ['TERM'], text: '`dumb`: no colour' },
  { names: ['LC_ALL', 'LC_CTYPE', 'LANG'], text: 'the first that is set decides: not UTF-8, or none set: ASCII alone' },
  { names: ['HOME'], text: 'where the folders below are, unless these say otherwise' },
  { names: ['XDG_STATE_HOME'], text: 'where the budget is remembered, in place of `~/.local/state`' },
  { names: ['XDG_CACHE_HOME'], text: 'where compiled code is kept, in place of `~/.cache`' },
  { names: ['NODE_DISABLE_COMPILE_CACHE'], text: '`1`: no compiled code is kept' },
  { names: ['SHELL'], text: 'runs a `ProxyCommand`, as it does for ssh' },
  { names: ['SSH_AUTH_SOCK'], text: 'where the agent is asked which keys it has, as ssh does' },
  { names: ['SSHWHY_EGRESS'], text: 'the hosts of `--check-egress` where that names none' },
  {
    names: ['SSHWHY_ENGINE'],
    text: '`raw`: direct system calls or an error; `node`: node:net alone, which sees less; else the best there is',
  },
]
