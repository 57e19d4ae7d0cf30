import type { Ask, Because, Remedy } from '../../model/cause.ts'
import { shellWord } from '../../net/shell-word.ts'
import { rsaBits } from '../../ssh/host-certificate.ts'
import { bestOf, KEYWORD, type AlgorithmList } from '../../ssh/negotiation.ts'
import { algorithms } from '../derive/algorithms.ts'
import { endpoint } from '../derive/endpoint.ts'
import { knownKey } from '../derive/known-key.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, proven, quote, unknown } from '../judgement.ts'
import { quoteSetting } from '../key-wording.ts'
import { onServer, place, sshCommand } from '../wording.ts'

const NAMES: Readonly<Record<AlgorithmList, string>> = {
  kex: 'key exchange method',
  hostKey: 'host key algorithm',
  ciphers: 'cipher',
  macs: 'MAC',
}
/** Names of a list that are shown. */
const SHOWN = 4

export default cause({
  id: 'no-common-algorithm',
  layer: 'sshd',
  claims: 'ssh and the server have no algorithm in common that both need.',
  means: 'An old server offers what new clients have given up, or one of both is told to use less than it could.',
  prior: 2,
  families: ['K'],
  predicts: ['open'],
  decide: () => onServer("sudo sshd -T | grep -iE '^(kexalgorithms|hostkeyalgorithms|ciphers|macs)'", 'what the server is told to offer'),
  remedy,
  judge: (ask) => {
    const both = ask(algorithms)
    if (!both || ask(symptom).kind !== 'identified') return unknown
    const { apart, seen, config, more } = both
    if (apart.length === 0) return shortKey(ask) ?? excluded(quote('ssh and the server have algorithms of each kind in common', seen))
    const because = apart.flatMap(({ list, ours, theirs }): readonly Because[] => [
      quote(`the server offers as ${NAMES[list]}: ${shown(theirs)}`, seen),
      quoteSetting(config, KEYWORD[list].toLowerCase(), `this ssh offers: ${shown(ours)}`),
    ]) as [Because, ...Because[]]
    const verdict = `${place(ask)} and this ssh have no ${apart.map(({ list }) => NAMES[list]).join(' and no ')} in common`
    return more && apart.every(({ list }) => list === 'kex') ? likely(because, { verdict, weight: 3 }) : proven(because, { verdict })
  },
})

function shown(names: readonly string[]): string {
  const some = names.filter((name) => !/^(?:ext-info-|kex-strict-)/.test(name))
  if (some.length === 0) return 'nothing'
  return `${some.slice(0, SHOWN).join(', ')}${some.length > SHOWN ? ` and ${some.length - SHOWN} more` : ''}`
}

/** "Bad server host key: Invalid key length" (RequiredRSASize; 1024 bits at least since OpenSSH 7.6). */
function shortKey(ask: Ask) {
  const known = ask(knownKey)
  const bits = known && !known.notShown ? rsaBits(known.key.blob) : null
  if (!known || bits === null) return null
  const required = Number(known.config.get('requiredrsasize') ?? 1024)
  if (!(bits < required)) return null
  return likely(
    [quote(`its RSA host key has ${bits} bits`, known.seen), quoteSetting(known.config, 'requiredrsasize', `this ssh wants ${required}`)],
    {
      verdict: `the RSA host key of ${place(ask)} is too short for this ssh: ${bits} bits, where ${required} are required`,
      weight: 3,
      remedy: {
        text: 'give the server a longer key, or another type: sudo ssh-keygen -A makes those that are missing. Until then, for this host only:',
        commands: bits >= 1024 ? [sshCommand(ask, { words: ['-o', `RequiredRSASize=${bits}`] })] : [],
      },
    },
  )
}

function remedy(ask: Ask): Remedy {
  const both = ask(algorithms)
  if (!both || both.apart.length === 0) return { text: 'bring the older of both up to date', commands: [] }
  const options = both.apart.map((one) => ({ ...one, best: bestOf(one.list, one.theirs, both.able(one.list)) }))
  const impossible = options.find(({ best }) => best === undefined)
  if (impossible) {
    return {
      text: `this ssh can do no ${NAMES[impossible.list]} that the server offers: bring the server up to date, or go by a host whose ssh is older`,
      commands: [],
    }
  }
  const settings = options.map(({ list, best = '' }) => `${KEYWORD[list]}=+${best}`)
  const { host } = ask(endpoint)
  const block = settings.map((one) => one.replace('=', ' ')).join(', ')
  return {
    text: `better bring the SSH server up to date. Until then, for this host only (in ~/.ssh/config under Host ${shellWord(host)}: ${block}):`,
    commands: [sshCommand(ask, { words: settings.flatMap((one) => ['-o', shellWord(one)]) })],
  }
}
