import type { Because } from '../../model/cause.ts'
import { shadowedSettings, type ShadowedSetting } from '../derive/shadowed-settings.ts'
import { cause, likely, unknown } from '../judgement.ts'
import { hostWord } from '../wording.ts'

/** As people write them. */
const NAMES: Readonly<Record<string, string>> = {
  hostname: 'HostName',
  port: 'Port',
  user: 'User',
  proxyjump: 'ProxyJump',
  proxycommand: 'ProxyCommand',
  bindaddress: 'BindAddress',
  bindinterface: 'BindInterface',
  addressfamily: 'AddressFamily',
  controlpath: 'ControlPath',
  identityagent: 'IdentityAgent',
}

const says = ({ keyword, wins, lost }: ShadowedSetting): string =>
  `${NAMES[keyword] ?? keyword} ${wins.value} (${wins.place}) goes before ${lost.value} (${lost.place})`

const because = (one: ShadowedSetting): Because => ({
  text: says(one),
  from: { capture: one.index, line: one.line, text: one.text },
})

export default cause({
  id: 'client-config-shadowed',
  layer: 'client',
  claims: 'A line of ssh_config for all hosts overrules a later one for this host.',
  means:
    'ssh takes the first value that it meets: what stands before any Host line or under `Host *` at the top counts, not what is written for the host below.',
  prior: 2,
  blocks: false,
  families: ['R', 'T', 'A'],
  predicts: [],
  decide: (ask) => ({ where: 'here', command: `ssh -G ${hostWord(ask.observation.target.input)}`, tells: 'the values that count' }),
  remedy: (ask) => {
    const [first] = ask(shadowedSettings)
    return {
      text: first ? `move ${first.wins.place} below ${first.lost.place}` : 'move the general block to the end of the file',
      commands: [],
    }
  },
  judge: (ask) => {
    const [first, ...rest] = ask(shadowedSettings)
    if (!first) return unknown
    return likely([because(first), ...rest.slice(0, 4).map(because)], { verdict: `the first value counts in ssh_config: ${says(first)}` })
  },
})
