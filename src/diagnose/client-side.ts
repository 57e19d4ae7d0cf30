import type { Ask } from '../model/cause.ts'
import type { ClientSeen } from '../model/diagnosis.ts'
import { agentSeen } from './derive/agent.ts'
import { clientRules } from './derive/client-rules.ts'
import { controlMaster } from './derive/control-master.ts'
import { interfaces } from './derive/interfaces.ts'
import { ignoredKeys, keyFiles } from './derive/key-files.ts'
import { stoppingRules } from './derive/policy-rules.ts'
import { shadowedSettings } from './derive/shadowed-settings.ts'

const MOST = 16

/** MaxAuthTries of sshd_config(5), when nobody changed it. */
const TRIES = 6

function agent(ask: Ask): readonly string[] {
  const seen = ask(agentSeen)
  if (!seen) return []
  if (seen.path === null) return [`none (${seen.by === 'IdentityAgent' ? 'IdentityAgent none' : 'SSH_AUTH_SOCK is not set'})`]
  if (seen.state !== 'answers') return [`${seen.path} (${seen.by}): ${seen.state}`]
  const count = `${seen.keys.length}${seen.more ? ' or more' : ''} ${seen.keys.length === 1 ? 'key' : 'keys'}`
  const many = seen.keys.length >= TRIES ? `; servers take ${TRIES} tries unless told otherwise` : ''
  return [
    `${seen.path} (${seen.by}): ${count}${many}`,
    ...seen.keys.map(({ type, sha256, comment }) => `${type} ${sha256} ${comment}`.trimEnd()),
  ]
}

function keys(ask: Ask): readonly string[] {
  const ignored = ask(ignoredKeys)
  return ask(keyFiles).flatMap((file) => {
    const why = ignored.find((one) => one.file === file)?.why
    if (why === undefined && (file.kind === 'missing' || file.mode === null)) return []
    const mode = file.mode === null ? '' : `, mode ${file.mode.toString(8).padStart(4, '0')}`
    return [
      `${file.path}${file.from === null ? '' : ` (${file.from})`}: ${why === undefined ? file.kind.replace('-', ' ') + mode : `not used: ${why}`}`,
    ]
  })
}

/** What is known of this machine's own side, whether or not it has to do with the failure. */
export function clientSide(ask: Ask): readonly ClientSeen[] {
  const all: readonly (readonly [ClientSeen['what'], readonly string[]])[] = [
    ['agent', agent(ask)],
    ['key', keys(ask)],
    ['ssh_config', ask(shadowedSettings).map(({ keyword, wins, lost }) => `${keyword}: ${wins.place} goes before ${lost.place}`)],
    ['ssh_config', ask.capture('config-warnings')?.capture.out.split('\n') ?? []],
    ['master', [ask(controlMaster)?.because.text ?? []].flat()],
    [
      'interface',
      ask(interfaces).flatMap(({ name, kind, state, tunnel }) => (tunnel || state !== 'up' ? [`${name} (${kind}): ${state}`] : [])),
    ],
    ['rule', ask(stoppingRules).map(({ rule }) => rule)],
    ['firewall', ask(clientRules).map(({ text }) => text)],
  ]
  return all.flatMap(([what, texts]) => texts.slice(0, MOST).map((text) => ({ what, text })))
}
